package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mudi.acceptance.harness.TestCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bad input gets upstream's Status and leaves nothing behind; a start that cannot be says why in one line. */
class RefusalTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private static TestCluster cluster;
    private static HttpClient admin;
    private static HttpClient anonymous;
    private static String server;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.create("--nodes=hollow");
        cluster.up();
        var config = Config.fromKubeconfig(cluster.kubeconfig().toFile());
        server = config.getMasterUrl().replaceAll("/$", "");
        admin = HttpClient.newBuilder().sslContext(SSLUtils.sslContext(config)).build();
        config.setClientCertData(null);
        config.setClientKeyData(null);
        anonymous =
                HttpClient.newBuilder().sslContext(SSLUtils.sslContext(config)).build();
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    private static JsonNode send(
            HttpClient client, String method, String path, String type, String body, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", type);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        var status = JSON.readTree(answer.body());
        assertThat(status.path("code").asInt(answer.statusCode())).isEqualTo(answer.statusCode());
        return status;
    }

    private static void assertRefused(JsonNode status, int code, String reason) {
        assertThat(status.path("kind").asText()).as(status.toString()).isEqualTo("Status");
        assertThat(status.path("code").asInt()).as(status.toString()).isEqualTo(code);
        assertThat(status.path("reason").asText()).as(status.toString()).isEqualTo(reason);
        assertThat(status.toString()).doesNotContain("Exception", "\tat ");
    }

    private static void assertNothingLeft(String name) throws Exception {
        assertRefused(send(admin, "GET", MAPS + "/" + name, "application/json", ""), 404, "NotFound");
    }

    @Test
    void refusesAnUnknownFieldUnderStrictValidation() throws Exception {
        var body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"strict\"},\"dta\":{}}";
        var status = send(admin, "POST", MAPS + "?fieldValidation=Strict", "application/json", body);
        assertRefused(status, 400, "BadRequest");
        assertThat(status.path("message").asText()).contains("strict decoding error: unknown field \"dta\"");
        assertNothingLeft("strict");
    }

    @Test
    void refusesBrokenYamlAndJson() throws Exception {
        assertRefused(send(admin, "POST", MAPS, "application/yaml", "a: [1, 2\nb: }"), 400, "BadRequest");
        assertRefused(send(admin, "POST", MAPS, "application/json", "{\"a\":"), 400, "BadRequest");
    }

    @Test
    void refusesABodyOfFourMebibytes() throws Exception {
        var body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"big\"},\"data\":{\"a\":\""
                + "x".repeat(4 << 20) + "\"}}";
        assertRefused(send(admin, "POST", MAPS, "application/json", body), 413, "RequestEntityTooLarge");
        assertNothingLeft("big");
    }

    @Test
    void refusesABadToken() throws Exception {
        assertRefused(
                send(anonymous, "GET", MAPS, "application/json", "", "Authorization", "Bearer nonsense"),
                401,
                "Unauthorized");
    }

    @Test
    void refusesAForbiddenVerb() throws Exception {
        var status = send(anonymous, "GET", MAPS, "application/json", "");
        assertRefused(status, 403, "Forbidden");
        assertThat(status.path("message").asText())
                .isEqualTo("configmaps is forbidden: User \"system:anonymous\" cannot list resource \"configmaps\" "
                        + "in API group \"\" in the namespace \"default\"");
    }

    @Test
    void refusesAWrongContentType() throws Exception {
        assertRefused(send(admin, "POST", MAPS, "text/html", "<p>"), 415, "UnsupportedMediaType");
    }

    @Test
    void refusesAnInvalidObjectWithEveryCause() throws Exception {
        var body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"Not_Valid\"}}";
        var status = send(admin, "POST", MAPS, "application/json", body);
        assertRefused(status, 422, "Invalid");
        assertThat(status.at("/details/causes/0/field").asText()).isEqualTo("metadata.name");
    }

    @Test
    void saysInOneLineThatAPortIsTaken() throws Exception {
        var taken = URI.create(server).getPort();
        var other = TestCluster.create("--nodes=hollow", "--port", String.valueOf(taken));
        try {
            var result = other.mudi("up", "--nodes=hollow", "--port", String.valueOf(taken));
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err().strip().lines()).hasSize(1);
            assertThat(result.err()).contains(String.valueOf(taken));
        } finally {
            other.close();
        }
    }

    @Test
    void saysInOneLineThatADirectoryCannotBeUsed() throws Exception {
        var other = TestCluster.create("--nodes=hollow");
        try {
            Files.writeString(other.dataDir(), "a file");
            var result = other.mudi("up", "--nodes=hollow");
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err().strip().lines()).hasSize(1);
            assertThat(result.err()).contains(other.dataDir().toString());
        } finally {
            Files.delete(other.dataDir());
            other.close();
        }
    }

    @Test
    void refusesCommandsThatAreNone() {
        assertThat(cluster.mudi("dance").code()).isEqualTo(2);
        var missing = cluster.mudi("up", "--nodes=hollow", "/no/such/manifest.yaml");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("cannot read the manifest /no/such/manifest.yaml");
    }
}
