package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.acceptance.KubectlTest.Version;
import dev.mudi.acceptance.harness.Command;
import dev.mudi.acceptance.harness.Terminal;
import dev.mudi.acceptance.harness.TestCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What kubectl does by streams, against real containers: SPDY/3.1 with 1.20, WebSockets (v5 channels, SPDY tunnelled for port forwarding)
 * with those of 1.31 and later.
 */
class StreamsTest {
    private static final Pattern LISTENING = Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+)");
    private static final int LARGE = 4_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static TestCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = TestCluster.create();
        cluster.up(file(manifest()));
        var kubectl = KubectlTest.versions().getLast();
        kubectl(kubectl, "wait", "--for=condition=Ready", "pod", "--all", "--timeout=120s");
        // A service has its endpoints a moment after its pods are ready.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kubectl(
                                kubectl, "get", "endpoints", "web", "-o", "jsonpath={.subsets[*].addresses[*].ip}"))
                        .isNotBlank());
    }

    private static String file(String manifest) throws IOException {
        var file = cluster.home().resolve("streams.yaml");
        Files.writeString(file, manifest);
        return file.toString();
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    private static String manifest() {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - name: main
                      image: mudi.local/busybox:1
                      ports: [{containerPort: 8080}]
                      command: ["sh", "-c", "mkdir /www; cd /www; echo '<a href=\\"/x\\">hello</a>' > index.html; echo plain > p.txt; exec httpd -f -p 8080"]
                      readinessProbe: {httpGet: {port: 8080, path: /p.txt}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: shell}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: "mudi.local/busybox:1", stdin: true, tty: true, command: ["sh"]}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: cat}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: "mudi.local/busybox:1", stdin: true, command: ["cat"]}]
                """;
    }

    static Stream<Version> versions() throws IOException {
        return KubectlTest.versions().stream();
    }

    static Stream<Version> modernVersions() throws IOException {
        return KubectlTest.versions().stream().filter(Version::modern);
    }

    private static Command of(Version version) {
        return Command.of(
                        version.program().toString(),
                        "--kubeconfig",
                        cluster.kubeconfig().toString())
                .with("HOME", cluster.home().toString());
    }

    private static String kubectl(Version version, String... words) {
        return of(version).run(words).succeeded();
    }

    private static Terminal terminal(Version version, String words) throws IOException {
        return Terminal.open(version.program() + " --kubeconfig " + cluster.kubeconfig() + " " + words);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void forwardsPortsToAPodAndAService(Version version) throws Exception {
        for (var target : new String[] {"pod/web :8080", "service/web :80"}) {
            var output = Files.createTempFile("mudi-forward", ".txt");
            var words = target.split(" ", 2);
            var forwarding = of(version).start(output, "port-forward", words[0], words[1]);
            try (var http = HttpClient.newHttpClient()) {
                await().atMost(PATIENCE)
                        .until(() -> LISTENING.matcher(Files.readString(output)).find());
                var found = LISTENING.matcher(Files.readString(output));
                assertThat(found.find()).isTrue();
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + found.group(1) + "/p.txt"))
                        .build();
                for (int i = 0; i < 5; i++) {
                    assertThat(http.send(request, BodyHandlers.ofString()).body())
                            .isEqualTo("plain\n");
                }
            } finally {
                forwarding.destroyForcibly();
                Files.delete(output);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void copiesLargeFilesBothWays(Version version) throws IOException {
        var there = Files.createTempFile(cluster.home(), "there", ".bin");
        var back = there.resolveSibling(there.getFileName() + ".back");
        var bytes = new byte[LARGE];
        new SplittableRandom(1).nextBytes(bytes);
        Files.write(there, bytes);

        kubectl(version, "cp", there.toString(), "web:/tmp/" + version + ".bin");
        kubectl(version, "cp", "web:/tmp/" + version + ".bin", back.toString());

        assertThat(Arrays.mismatch(Files.readAllBytes(back), bytes)).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void carriesInputBothOutputsAndTheExitCode(Version version) {
        var result = of(version)
                .runWithInput("a".repeat(LARGE), "exec", "-i", "web", "--", "sh", "-c", "wc -c; echo no >&2; exit 3");

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.out().strip()).isEqualTo(String.valueOf(LARGE));
        assertThat(result.err()).contains("no\n", "exit code 3");
        assertThat(kubectl(version, "exec", "web", "--", "sh", "-c", "head -c " + LARGE + " /dev/zero"))
                .hasSize(LARGE);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void attachesToARunningShellAndToAnInput(Version version) throws Exception {
        try (var terminal = terminal(version, "attach -it shell")) {
            terminal.read("enter");
            terminal.type("echo sum-" + version + "-$((6*7))");
            terminal.read("sum-" + version + "-42");
        }
        try (var terminal = terminal(version, "attach -i cat")) {
            terminal.type("line of " + version);
            await().atMost(PATIENCE).until(() -> kubectl(version, "logs", "cat").contains("line of " + version));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void runsAPodOnATerminalAndRemovesItAfterwards(Version version) throws Exception {
        var name = "run-" + version;
        try (var terminal =
                terminal(version, "run -it --rm " + name + " --image=mudi.local/busybox:1 --restart=Never -- sh")) {
            terminal.read("enter");
            terminal.type("echo sum-$((6*7))");
            terminal.read("sum-42");
            terminal.type("exit");
            terminal.read("deleted");
            terminal.awaitEnd();
        }
        // kubectl says so when it is asked for, and does not wait until it is done.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(of(version).run("get", "pod", name).err())
                                .contains("pods \"" + name + "\" not found"));
    }

    @ParameterizedTest
    @MethodSource("modernVersions")
    void debugsAPodACopyAndANode(Version version) throws Exception {
        debug(version, "web --target=main", "ps", "httpd -f");
        debug(version, "web --copy-to=copy-" + version + " --container=main", "echo sum-$((6*7))", "sum-42");
        var node = kubectl(version, "get", "nodes", "-o", "name").strip();
        debug(version, node, "ls -d /host/etc/passwd && echo sum-$((6*7))", "sum-42");
        assertThat(kubectl(version, "get", "pod", "web", "-o", "jsonpath={.spec.ephemeralContainers[*].image}"))
                .contains("mudi.local/busybox:1");
    }

    private static void debug(Version version, String what, String line, String answer) throws Exception {
        try (var terminal = terminal(version, "debug -it --image=mudi.local/busybox:1 " + what + " -- sh")) {
            terminal.read("enter");
            terminal.type(line);
            terminal.read(answer);
            terminal.type("exit");
            terminal.awaitEnd();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void proxiesToPodsServicesAndNodes(Version version) {
        var base = "/api/v1/namespaces/default/";
        for (var name :
                new String[] {"pods/web", "pods/web:8080", "pods/http:web:8080", "services/web:http", "services/web:80"
                }) {
            assertThat(kubectl(version, "get", "--raw", base + name + "/proxy/p.txt"))
                    .isEqualTo("plain\n");
            assertThat(kubectl(version, "get", "--raw", base + name + "/proxy/"))
                    .isEqualTo("<a href=\"" + base + name + "/proxy/x\">hello</a>\n");
        }
        var node = kubectl(version, "get", "nodes", "-o", "name").strip();
        assertThat(kubectl(version, "get", "--raw", "/api/v1/" + node.replace("node/", "nodes/") + "/proxy/healthz"))
                .isEqualTo("ok");
        assertThat(of(version).run("get", "--raw", base + "pods/web:81/proxy/").err())
                .contains("error trying to reach service: dial tcp", ":81: connect: connection refused");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void saysWhatCannotBeReached(Version version) {
        assertThat(of(version).run("exec", "none", "--", "ls").err()).contains("pods \"none\" not found");
        assertThat(of(version).run("exec", "web", "-c", "none", "--", "ls").err())
                .contains("container none is not valid for pod web");
        assertThat(of(version).run("logs", "web", "--previous").err())
                .contains("previous terminated container \"main\" in pod \"web\" not found");
    }
}
