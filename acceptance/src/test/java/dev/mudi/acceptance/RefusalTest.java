package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mudi.acceptance.harness.Command;
import dev.mudi.acceptance.harness.TestCluster;
import dev.mudi.acceptance.harness.Traces;
import dev.mudi.etcd.FreePorts;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.ServerSocket;
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

    private static void assertOneLine(Command.Result result, String... words) {
        assertThat(result.code()).as(result.toString()).isEqualTo(1);
        assertThat(result.err()).startsWith("mudi: ").contains(words);
        assertThat(result.err().strip()).hasLineCount(1);
    }

    /** No daemon, nothing on the host; what is in the data directory goes with a purge. */
    private static void assertNothingStarted(TestCluster other, String name) throws IOException {
        assertThat(Traces.of(other.dataDir(), name)).isEmpty();
        assertThat(other.dataDir().resolve("mudi.pid")).doesNotExist();
    }

    @Test
    void saysInOneLineThatThePortIsTaken() throws Exception {
        var taken = String.valueOf(URI.create(server).getPort());
        try (var other = TestCluster.create()) {
            assertOneLine(
                    other.mudi("up", "--nodes=hollow", "--port", taken),
                    "port " + taken + " of the API server",
                    "--port");
            assertNothingStarted(other, other.dataDir().toString());
            assertThat(other.dataDir().resolve("cluster.json"))
                    .as("where the port would be kept")
                    .doesNotExist();
        }
    }

    @Test
    void saysInOneLineThatTheKubeletsPortIsTaken() throws Exception {
        try (var other = TestCluster.create();
                var socket = new ServerSocket(0)) {
            var chosen = JSON.createObjectNode()
                    .put("name", "feedbeef")
                    .put("apiPort", FreePorts.next())
                    .put("kubeletPort", socket.getLocalPort())
                    .put("podCidr", "10.190.0.0/16")
                    .put("serviceCidr", "10.250.0.0/16");
            Files.createDirectories(other.dataDir());
            Files.writeString(other.dataDir().resolve("cluster.json"), chosen.toString());
            assertOneLine(other.mudi("up"), "port " + socket.getLocalPort() + " of the kubelet");
            assertNothingStarted(other, "feedbeef");
        }
    }

    @Test
    void saysInOneLineThatTheDiskIsFull() throws Exception {
        try (var other = TestCluster.create()) {
            Files.createDirectories(other.dataDir());
            var disk = other.dataDir().toString();
            Command.of("mount", "-t", "tmpfs", "-o", "size=1m", "none")
                    .run(disk)
                    .succeeded();
            try {
                assertOneLine(other.mudi("up", "--nodes=hollow"), "the disk of " + disk + " is full", "--data-dir");
                assertThat(other.dataDir().resolve("etcd")).doesNotExist();
                other.mudi("down", "--purge").succeeded();
                assertThat(other.dataDir()).as("the user's own disk").isEmptyDirectory();
            } finally {
                Command.of("umount").run(disk).succeeded();
            }
        }
    }

    @Test
    void saysInOneLineWhereTheStoreIsDamaged() throws Exception {
        try (var other = TestCluster.create("--nodes=hollow")) {
            other.up();
            other.mudi("down").succeeded();
            var log = other.dataDir().resolve("etcd/log-0000000000000001");
            byte[] bytes = Files.readAllBytes(log);
            bytes[bytes.length / 2] ^= 1;
            Files.write(log, bytes);
            assertOneLine(other.mudi("up", "--nodes=hollow"), log + " is damaged at offset ");
            assertNothingStarted(other, other.dataDir().toString());
            assertThat(other.mudi("check").code()).isEqualTo(1);
        }
    }

    @Test
    void leavesARunningDaemonAloneWhenASecondIsStarted() throws Exception {
        var pid = Files.readString(cluster.dataDir().resolve("mudi.pid"));
        var chosen = Files.readString(cluster.dataDir().resolve("cluster.json"));
        var second = cluster.mudi("daemon", "--nodes=hollow", "--port=7777");
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.out()).contains("in use by process " + pid).hasLineCount(1);
        assertThat(cluster.dataDir().resolve("mudi.pid")).hasContent(pid);
        assertThat(cluster.dataDir().resolve("cluster.json")).hasContent(chosen);
        assertThat(cluster.mudi("up", "--nodes=hollow").succeeded()).contains("already running: nothing to start");
    }

    @Test
    void saysInOneLineThatADirectoryCannotBeUsed() throws Exception {
        var other = TestCluster.create("--nodes=hollow");
        try {
            Files.writeString(other.dataDir(), "a file");
            assertOneLine(other.mudi("up", "--nodes=hollow"), other.dataDir().toString());
        } finally {
            Files.delete(other.dataDir());
            other.close();
        }
    }

    @Test
    void saysThatSimulatedNodesHaveNoImages() {
        assertOneLine(cluster.mudi("image", "ls"), "simulated nodes have no images");
    }

    @Test
    void refusesCommandsThatAreNone() {
        assertThat(cluster.mudi("dance").code()).isEqualTo(2);
        var missing = cluster.mudi("up", "--nodes=hollow", "/no/such/manifest.yaml");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("cannot read the manifest /no/such/manifest.yaml");
    }
}
