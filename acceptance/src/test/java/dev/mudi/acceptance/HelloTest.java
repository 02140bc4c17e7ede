package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mudi.acceptance.harness.TestCluster;
import dev.mudi.acceptance.harness.Traces;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The first thing a user does, and what they do to it: one cluster with real containers through its whole life, in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HelloTest {
    private static final String MANIFEST =
            TestCluster.ROOT.resolve("examples/hello.yaml").toString();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static TestCluster cluster;
    private static KubernetesClient client;
    private static String url;
    private static String name;

    @BeforeAll
    static void start() throws IOException {
        cluster = TestCluster.create();
        var said = cluster.up(MANIFEST);
        url = said.lines()
                .filter(line -> line.contains("http://"))
                .map(line -> line.substring(line.indexOf("http://")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no address in: " + said));
        name = JSON.readTree(cluster.dataDir().resolve("cluster.json").toFile())
                .path("name")
                .asText();
        client = cluster.client();
    }

    @AfterAll
    static void stop() throws IOException {
        if (client != null) {
            client.close();
        }
        var dataDir = cluster.dataDir();
        cluster.close();
        assertThat(Traces.of(dataDir, name)).as("what is left after a purge").isEmpty();
        assertThat(dataDir).doesNotExist();
    }

    private static String page() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static List<Pod> pods() {
        return client.pods()
                .inNamespace("default")
                .withLabel("app", "hello")
                .list()
                .getItems();
    }

    private static List<ContainerStatus> containers() {
        return pods().stream()
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .toList();
    }

    private static void awaitReady(int count) {
        await().atMost(PATIENCE).until(() -> {
            var all = pods();
            return all.size() == count
                    && containers().size() == count
                    && containers().stream().allMatch(ContainerStatus::getReady);
        });
    }

    private static Set<String> uids() {
        return pods().stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
    }

    private static JsonNode status() throws IOException {
        return JSON.readTree(cluster.mudi("status", "-o", "json").succeeded());
    }

    @Test
    @Order(1)
    void servesThePageOfItsConfigMap() throws Exception {
        assertThat(page()).contains("<h1>Hello from Mudi</h1>");
        assertThat(pods()).hasSize(3);
    }

    @Test
    @Order(2)
    void changesNothingTheSecondTimeAndSaysSo() throws Exception {
        var before = uids();
        assertThat(cluster.up(MANIFEST)).contains("already running");
        assertThat(uids()).isEqualTo(before);
        assertThat(containers()).allMatch(container -> container.getRestartCount() == 0);
    }

    @Test
    @Order(3)
    void showsItsStateForPeopleAndPrograms() throws Exception {
        assertThat(status().path("nodes").get(0).path("state").asText()).isEqualTo("Ready");
        assertThat(status().path("components")).hasSizeGreaterThan(5);
        assertThat(cluster.mudi("status").succeeded()).contains("COMPONENT", "scheduler", "hello-");
        assertThat(cluster.mudi("image", "ls").succeeded()).contains("mudi.local/hello:1");
        assertThat(Files.readString(cluster.home().resolve(".kube/config"))).contains("mudi-" + name);
    }

    @Test
    @Order(4)
    void restartsAContainerThatIsKilledAndCountsIt() {
        var pod = pods().getFirst();
        var before = pod.getStatus().getContainerStatuses().getFirst();
        exec(pod, "sh", "-c", "kill -9 1; kill 1");
        killContainer(before.getContainerID());
        await().atMost(PATIENCE).until(() -> {
            var now = client.resource(pod)
                    .get()
                    .getStatus()
                    .getContainerStatuses()
                    .getFirst();
            return now.getRestartCount() == 1 && now.getReady();
        });
        var after =
                client.resource(pod).get().getStatus().getContainerStatuses().getFirst();
        assertThat(after.getLastState().getTerminated().getExitCode()).isNotZero();
    }

    private static void exec(Pod pod, String... command) {
        try (var running = client.pods().resource(pod).redirectingOutput().exec(command)) {
            assertThat(running).isNotNull();
        }
    }

    /** Kills the first process of a container from the host, as an operator would. */
    private static void killContainer(String containerId) {
        var id = containerId.substring(containerId.indexOf("//") + 2);
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(id))
                .flatMap(ProcessHandle::children)
                .forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    @Order(5)
    void replacesAPodThatIsDeleted() throws Exception {
        awaitReady(3);
        var victim = pods().getFirst();
        client.resource(victim).delete();
        await().atMost(PATIENCE)
                .until(() -> !uids().contains(victim.getMetadata().getUid()) && pods().size() == 3);
        awaitReady(3);
        assertThat(page()).contains("Hello from Mudi");
    }

    @Test
    @Order(6)
    void keepsContainersRunningWhenTheDaemonIsKilledAndFindsThemAgain() throws Exception {
        awaitReady(3);
        var before = restarts();
        var ids = containers().stream().map(ContainerStatus::getContainerID).collect(Collectors.toSet());
        cluster.kill();
        assertThat(page()).as("while the daemon is away").contains("Hello from Mudi");
        cluster.up();
        awaitReady(3);
        assertThat(containers().stream().map(ContainerStatus::getContainerID).collect(Collectors.toSet()))
                .isEqualTo(ids);
        assertThat(restarts()).isEqualTo(before);
    }

    private static Map<String, Integer> restarts() {
        var counts = new TreeMap<String, Integer>();
        pods().forEach(pod -> counts.put(
                pod.getMetadata().getName(),
                pod.getStatus().getContainerStatuses().getFirst().getRestartCount()));
        return counts;
    }

    @Test
    @Order(7)
    void findsServicesByNameFromInsideAPod() {
        var ip = client.services()
                .inNamespace("default")
                .withName("hello")
                .get()
                .getSpec()
                .getClusterIP();
        // The node of a daemon that was killed is still Ready when the next one starts, and its rules lead to the DNS
        // of before.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(inside("nslookup", "hello.default.svc.cluster.local"))
                        .contains("Address: " + ip));
        assertThat(inside("sh", "-c", "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 hello 80"))
                .contains("Hello from Mudi");
    }

    private static String inside(String... command) {
        var out = new ByteArrayOutputStream();
        try (var running =
                client.pods().resource(pods().getFirst()).writingOutput(out).exec(command)) {
            assertThat(running.exitCode().orTimeout(60, TimeUnit.SECONDS).join())
                    .isZero();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    @Order(8)
    void stopsAndStartsAgainWithItsContainersRunningAllTheWhile() throws Exception {
        assertThat(cluster.mudi("down").succeeded()).contains("containers keep running");
        assertThat(page()).contains("Hello from Mudi");
        assertThat(cluster.mudi("down").succeeded()).contains("not running");
        cluster.up();
        awaitReady(3);
    }

    @Test
    @Order(9)
    void leavesNothingOfADeletedDeployment() throws Exception {
        client.apps().deployments().inNamespace("default").withName("hello").delete();
        await().atMost(PATIENCE).until(() -> pods().isEmpty());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Traces.of(cluster.dataDir(), name))
                        .filteredOn(trace -> trace.startsWith("mount")
                                || trace.startsWith("namespace")
                                || (trace.startsWith("process") && trace.contains("conmon")))
                        .isEmpty());
    }
}
