package dev.mudi.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.http.TestPki;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ApiServerTest {
    private static DevServer dev;
    private static HttpClient admin;
    private static HttpClient nobody;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        dev = DevServer.start(directory, 0);
        var pki = new TestPki(dev.pki());
        admin = HttpClient.newBuilder()
                .sslContext(pki.client("root", UserInfo.MASTERS))
                .build();
        nobody = HttpClient.newBuilder().sslContext(pki.client()).build();
    }

    @AfterAll
    static void stop() throws IOException {
        admin.close();
        nobody.close();
        dev.close();
    }

    private static HttpResponse<String> call(
            HttpClient client, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(dev.server().uri() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static ObjectValue object(HttpResponse<String> answer) {
        return Json.object(answer.body());
    }

    private static void assertStatus(HttpResponse<String> answer, int code, String reason, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(code);
        assertThat(object(answer).string("kind")).isEqualTo("Status");
        assertThat(object(answer).string("reason")).isEqualTo(reason);
        assertThat(object(answer).string("message")).isEqualTo(message);
        assertThat(object(answer).integer("code", 0)).isEqualTo(code);
    }

    @Test
    void keepsWhatIsWrittenAndGivesItBack() throws Exception {
        var created = call(
                admin,
                "POST",
                "/api/v1/namespaces/default/configmaps",
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"kept\"},\"data\":{\"a\":\"1\"}}");
        assertThat(created.statusCode()).isEqualTo(201);

        var read = call(admin, "GET", "/api/v1/namespaces/default/configmaps/kept", "");

        assertThat(object(read).object("data").string("a")).isEqualTo("1");
        assertThat(read.headers().firstValue("audit-id")).isPresent();
        assertThat(read.headers().firstValue("cache-control")).hasValue("no-cache, private");
    }

    @Test
    void refusesABadTokenInUpstreamsWords() throws Exception {
        assertStatus(
                call(nobody, "GET", "/api/v1/pods", "", "Authorization", "Bearer nonsense"),
                401,
                "Unauthorized",
                "Unauthorized");
    }

    @Test
    void refusesATimeoutThatIsNoneBeforeItAsksWhoCalls() throws Exception {
        assertStatus(
                call(nobody, "GET", "/version?timeout=soon", "", "Authorization", "Bearer nonsense"),
                400,
                "BadRequest",
                "invalid timeout specified in the request URL - time: invalid duration \"soon\"");
    }

    @Test
    void refusesWhatAUserMayNotInUpstreamsWords() throws Exception {
        assertStatus(
                call(nobody, "GET", "/api/v1/namespaces/default/pods", ""),
                403,
                "Forbidden",
                "pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"");
        assertStatus(
                call(nobody, "GET", "/api/v1/nodes/n1/status", ""),
                403,
                "Forbidden",
                "nodes \"n1\" is forbidden: User \"system:anonymous\" cannot get resource \"nodes/status\" in API group \"\" at the cluster scope");
        assertStatus(
                call(nobody, "GET", "/metrics", ""),
                403,
                "Forbidden",
                "forbidden: User \"system:anonymous\" cannot get path \"/metrics\"");
    }

    @Test
    void letsAnybodyAskForHealthAndVersion() throws Exception {
        assertThat(call(nobody, "GET", "/healthz", "").body()).isEqualTo("ok");
        assertThat(call(nobody, "GET", "/readyz?verbose", "").body())
                .contains("[+]etcd ok\n", "[+]poststarthook/rbac/bootstrap-roles ok\n", "readyz check passed\n")
                .contains("[+]poststarthook/kube-apiserver-autoregistration ok\n[+]autoregister-completion ok\n")
                .contains("[+]poststarthook/apiservice-status-remote-available-controller ok\n")
                .contains("[+]poststarthook/apiservice-openapi-controller ok\n");
        assertThat(call(nobody, "GET", "/livez?verbose&exclude=etcd", "").body())
                .contains("[+]etcd excluded: ok\n");
        assertThat(call(nobody, "GET", "/livez/etcd", "").statusCode()).isEqualTo(403);
        assertThat(call(admin, "GET", "/livez/etcd", "").body()).isEqualTo("ok");
        assertThat(object(call(nobody, "GET", "/version", "")).string("gitVersion"))
                .startsWith("v1.36.");
    }

    @Test
    void tellsExtensionServersWhomItTrusts() throws Exception {
        var trust = object(call(
                        admin,
                        "GET",
                        "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication",
                        ""))
                .object("data");

        assertThat(trust.string("client-ca-file")).startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(trust.string("requestheader-client-ca-file")).startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(trust.string("requestheader-allowed-names")).isEqualTo("[\"front-proxy-client\"]");
        assertThat(trust.string("requestheader-username-headers")).isEqualTo("[\"X-Remote-User\"]");
    }

    @Test
    void makesTheDefaultRolesCount() throws Exception {
        call(admin, "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-public/rolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"jane"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},
                 "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]}""");

        await().until(() ->
                call(admin, "GET", "/api/v1/namespaces/kube-public/configmaps", "", "Impersonate-User", "jane")
                                .statusCode()
                        == 200);
        assertThat(call(admin, "GET", "/api/v1/namespaces/kube-public/secrets", "", "Impersonate-User", "jane")
                        .statusCode())
                .isEqualTo(403);
        assertThat(call(admin, "GET", "/api/v1/namespaces/default/configmaps", "", "Impersonate-User", "jane")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void letsNobodyImpersonateWhoMayNot() throws Exception {
        assertStatus(
                call(nobody, "GET", "/api/v1/pods", "", "Impersonate-User", "root"),
                403,
                "Forbidden",
                "pods is forbidden: User \"system:anonymous\" cannot impersonate-on:user-info:list resource \"pods\" in API group \"\" at the cluster scope");
    }

    @Test
    void saysWhoTheUserIsAndWhatItMay() throws Exception {
        var self = object(call(
                admin,
                "POST",
                "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}",
                "Impersonate-User",
                "jane"));
        assertThat(self.object("status").object("userInfo").string("username")).isEqualTo("jane");

        var may = object(
                call(
                        admin,
                        "POST",
                        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                        "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\",\"spec\":{\"resourceAttributes\":{\"verb\":\"delete\",\"resource\":\"nodes\"}}}"));
        assertThat(may.object("status").bool("allowed")).isTrue();
    }

    @Test
    void answersAReviewThatCameWithWhatTheSystemAloneWrites() throws Exception {
        var may = object(
                call(
                        admin,
                        "POST",
                        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                        "{\"metadata\":{\"deletionGracePeriodSeconds\":7,\"deletionTimestamp\":\"2020-01-01T00:00:00Z\"},\"spec\":{\"resourceAttributes\":{\"verb\":\"delete\",\"resource\":\"nodes\"}}}"));
        assertThat(may.object("status").bool("allowed")).as(may.toString()).isTrue();
    }

    @Test
    void takesTheTokensThatItIssues() throws Exception {
        call(
                admin,
                "POST",
                "/api/v1/namespaces/default/serviceaccounts",
                "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"robot\"}}");
        var issued = object(
                call(
                        admin,
                        "POST",
                        "/api/v1/namespaces/default/serviceaccounts/robot/token",
                        "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{\"expirationSeconds\":600}}"));
        var token = issued.object("status").string("token");
        assertThat(token).as(issued.toString()).isNotEmpty();

        var self = object(call(
                nobody,
                "POST",
                "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}",
                "Authorization",
                "Bearer " + token));
        assertThat(self.object("status").object("userInfo").string("username"))
                .isEqualTo("system:serviceaccount:default:robot");

        call(admin, "DELETE", "/api/v1/namespaces/default/serviceaccounts/robot", "");
        assertStatus(
                call(nobody, "GET", "/api", "", "Authorization", "Bearer " + token),
                401,
                "Unauthorized",
                "Unauthorized");
    }

    @Test
    void refusesABodyBeyondTheLimit() throws Exception {
        var answer = call(
                admin,
                "POST",
                "/api/v1/namespaces/default/configmaps",
                "{\"data\":{\"a\":\"" + "x".repeat(4 << 20) + "\"}}");

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(object(answer).string("reason")).isEqualTo("RequestEntityTooLarge");
    }

    @Test
    void countsRequestsUnderUpstreamsNames() throws Exception {
        call(admin, "GET", "/api/v1/namespaces/default/secrets", "");

        // A request is counted when it is done with, which may be after its answer has come.
        await().untilAsserted(
                        () -> assertThat(call(admin, "GET", "/metrics", "").body())
                                .contains("# TYPE apiserver_request_total counter")
                                .contains(
                                        "apiserver_request_total{code=\"200\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"secrets\",scope=\"namespace\",subresource=\"\",verb=\"LIST\",version=\"v1\"}")
                                .contains("process_resident_memory_bytes "));
    }

    @Test
    void publishesTheKeysOfItsTokens() throws Exception {
        var keys = object(call(admin, "GET", "/openid/v1/jwks", ""));

        assertThat(keys.array("keys").object(0).string("alg")).isEqualTo("ES256");
        assertThat(keys.array("keys").object(0).has("d")).isFalse();
    }

    @Test
    void takesRequestsOfTheSameProcessAsTheUserTheyName() throws Exception {
        var loopback = new Loopback(dev.server()::handle);

        assertThat(loopback.get("/api/v1/namespaces/kube-system")).isPresent();
        assertThat(loopback.get("/api/v1/namespaces/nowhere")).isEmpty();
        assertThatThrownBy(() ->
                        loopback.create("/api/v1/namespaces", ObjectValue.EMPTY.with("metadata", ObjectValue.EMPTY)))
                .hasMessageContaining("name or generateName is required");
    }

    @Test
    void answersUnknownPathsWithoutStatus() throws Exception {
        var answer = call(admin, "GET", "/nothing/here", "");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body().getBytes(StandardCharsets.UTF_8))
                .isEqualTo("404 page not found\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesInTheEncodingThatTheClientAccepts() throws Exception {
        var path = "/api/v1/namespaces/default/configmaps/none";
        var json = "application/json";

        assertThat(call(admin, "GET", path, "", "Accept", "application/yaml").body())
                .contains("reason: NotFound\n");
        assertThat(call(admin, "GET", path, "", "Accept", "application/vnd.kubernetes.protobuf," + json)
                        .body())
                .startsWith("k8s\0")
                .contains("configmaps \"none\" not found");
        assertThat(call(admin, "GET", path, "", "Accept", json).headers().firstValue("content-type"))
                .hasValue(json);
    }

    @Test
    void letsOnlyThoseWhoMayApproveARequestOfASigner() throws Exception {
        var path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
        var request = Base64.getEncoder()
                .encodeToString(CertificateSigningRequests.pem("CN=jane").getBytes(StandardCharsets.US_ASCII));
        var sent = """
                {"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"jane"},
                 "spec":{"request":"%s","signerName":"example.com/s","usages":["client auth"],"username":"forged"}}""".formatted(request);
        var created = object(call(admin, "POST", path, sent));
        assertThat(created.object("spec").string("username"))
                .as(created.toString())
                .isEqualTo("root");

        call(admin, "POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"approver"},
                 "rules":[{"verbs":["update"],"apiGroups":["certificates.k8s.io"],"resources":["certificatesigningrequests/approval"]}]}""");
        call(admin, "POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"approver"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"approver"},
                 "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"joe"}]}""");
        var approved = created.withAt(
                ArrayValue.of(
                        Json.object("{\"type\":\"Approved\",\"status\":\"True\",\"reason\":\"r\",\"message\":\"m\"}")),
                "status",
                "conditions");
        var body = new String(Json.write(approved), StandardCharsets.UTF_8);

        await().untilAsserted(
                        () -> assertStatus(
                                call(admin, "PUT", path + "/jane/approval", body, "Impersonate-User", "joe"),
                                403,
                                "Forbidden",
                                "certificatesigningrequests.certificates.k8s.io \"jane\" is forbidden: user not permitted to approve requests with signerName \"example.com/s\""));
        assertThat(call(admin, "PUT", path + "/jane/approval", body).statusCode())
                .isEqualTo(200);
    }

    @Test
    void letsNoRequestMakeAMaster() throws Exception {
        var request = Base64.getEncoder()
                .encodeToString(CertificateSigningRequests.pem("CN=eve, O=system:masters")
                        .getBytes(StandardCharsets.US_ASCII));
        var answer =
                call(admin, "POST", "/apis/certificates.k8s.io/v1/certificatesigningrequests", """
                {"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"eve"},
                 "spec":{"request":"%s","signerName":"kubernetes.io/kube-apiserver-client","usages":["client auth"]}}""".formatted(request));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(object(answer).string("message")).contains("with system:masters group is not allowed");
    }

    @Test
    void howLongTheCertificatesOfClientsAreGoodIsCounted() throws Exception {
        call(nobody, "GET", "/version", "");
        call(admin, "GET", "/version", "");

        assertThat(call(admin, "GET", "/metrics", "").body())
                .contains("apiserver_client_certificate_expiration_seconds_bucket{le=\"0.0\"} 0")
                .doesNotContain("apiserver_client_certificate_expiration_seconds_count 0");
    }
}
