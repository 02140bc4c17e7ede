package dev.mudi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.runtime.cri.AttachRequest;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ExecRequest;
import dev.mudi.runtime.cri.ExecSyncRequest;
import dev.mudi.runtime.cri.PortMapping;
import dev.mudi.runtime.cri.ReopenContainerLogRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StreamsOnThisHostTest {

    private static TestNode node;
    private static String pod;
    private static String sleeper;

    @BeforeAll
    static void open() throws IOException {
        node = new TestNode();
        pod = node.runSandbox("streams");
        sleeper = node.run(pod, "sleep", "1000");
    }

    @AfterAll
    static void close() throws IOException {
        node.close();
    }

    private static ExecRequest.Builder exec(String... command) {
        return ExecRequest.newBuilder()
                .setContainerId(sleeper)
                .addAllCmd(java.util.List.of(command))
                .setStdout(true);
    }

    @Test
    void execSyncReturnsBothStreamsAndTheExitCode() {
        var response = node.exec(sleeper, "sh", "-c", "echo out; echo err >&2; exit 4");
        assertThat(response.getStdout().toStringUtf8()).isEqualTo("out\n");
        assertThat(response.getStderr().toStringUtf8()).isEqualTo("err\n");
        assertThat(response.getExitCode()).isEqualTo(4);
    }

    @Test
    void execSyncKillsTheCommandAfterItsTime() {
        var request = ExecSyncRequest.newBuilder()
                .setContainerId(sleeper)
                .addAllCmd(java.util.List.of("sleep", "777"))
                .setTimeout(1)
                .build();
        assertThatThrownBy(() -> node.runtime().execSync(request))
                .isInstanceOfSatisfying(
                        CriException.class, e -> assertThat(e.code()).isEqualTo(CriException.Code.DEADLINE_EXCEEDED));
        Awaitility.await().until(() -> !node.output(sleeper, "ps").contains("sleep 777"));
    }

    @Test
    void execPassesInputAndItsEnd() throws Exception {
        try (var session = node.runtime().exec(exec("cat").setStdin(true).build())) {
            session.stdin().write("through\n".getBytes(StandardCharsets.UTF_8));
            session.stdin().close();
            assertThat(session.stdout().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("through\n");
            assertThat(session.waitForExit()).isZero();
        }
    }

    @Test
    void execWithATerminalFollowsItsSize() throws Exception {
        try (var session =
                node.runtime().exec(exec("sh").setStdin(true).setTty(true).build())) {
            session.resize(101, 33);
            var out = new BufferedReader(new InputStreamReader(session.stdout(), StandardCharsets.UTF_8));
            session.stdin()
                    .write("until stty size | grep '33 101'; do sleep 0.01; done; echo $TERM; exit 5\n"
                            .getBytes(StandardCharsets.UTF_8));
            var lines = new StringBuilder();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.append(line).append('\n');
            }
            // runc passes the first size on after the command has started.
            assertThat(lines.toString()).contains("\n33 101\n", "xterm");
            assertThat(session.waitForExit()).isEqualTo(5);
        }
    }

    @Test
    void closingAnExecSessionEndsItsCommand() throws Exception {
        var session = node.runtime()
                .exec(exec("sh", "-c", "echo ready; exec sleep 778").build());
        assertThat(session.stdout().read()).isEqualTo('r');
        session.close();
        Awaitility.await().until(() -> !node.output(sleeper, "ps").contains("sleep 778"));
    }

    @Test
    void execSaysWhatItNeeds() {
        assertThatThrownBy(
                        () -> node.runtime().exec(exec("true").setStdout(false).build()))
                .hasMessageContaining("one of stdin, stdout or stderr must be set");
        assertThatThrownBy(() -> node.runtime()
                        .exec(exec("true").setTty(true).setStderr(true).build()))
                .hasMessageContaining("tty and stderr cannot both be set");
        assertThatThrownBy(() -> node.exec("0123456789")).hasMessageContaining("there is no container 0123456789");
    }

    @Test
    void execOfAMissingCommandEndsWith127OrSo() throws Exception {
        try (var session = node.runtime().exec(exec("/no/such").setStderr(true).build())) {
            assertThat(new String(session.stderr().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("/no/such");
            assertThat(session.waitForExit()).isNotZero();
        }
    }

    @Test
    void attachJoinsTheContainersStreams() throws Exception {
        var config = TestNode.containerConfig("sh", "-c", "while read line; do echo got $line; done; exit 6")
                .setStdin(true)
                .setStdinOnce(true);
        config.getMetadataBuilder().setName("attached");
        String id = node.run(pod, config.build());
        var request = AttachRequest.newBuilder()
                .setContainerId(id)
                .setStdin(true)
                .setStdout(true)
                .setStderr(true)
                .build();
        try (var session = node.runtime().attach(request)) {
            session.stdin().write("this\n".getBytes(StandardCharsets.UTF_8));
            assertThat(readLine(session.stdout())).isEqualTo("got this");
            session.stdin().close();
            assertThat(session.waitForExit()).isEqualTo(6);
        }
    }

    @Test
    void leavingAnAttachedContainerLeavesItRunning() throws Exception {
        var config = TestNode.containerConfig("sh", "-c", "echo start; cat")
                .setStdin(true)
                .setTty(true);
        config.getMetadataBuilder().setName("left");
        String id = node.run(pod, config.build());
        var request = AttachRequest.newBuilder()
                .setContainerId(id)
                .setStdin(true)
                .setStdout(true)
                .setTty(true)
                .build();
        for (int round = 0; round < 2; round++) {
            try (var session = node.runtime().attach(request)) {
                session.resize(90, 20);
                session.stdin().write("echo\n".getBytes(StandardCharsets.UTF_8));
                String line = readLine(session.stdout());
                assertThat(line.startsWith("start") ? readLine(session.stdout()) : line)
                        .contains("echo");
            }
        }
        assertThat(node.output(id, "true")).isEmpty();
    }

    @Test
    void theEndOfAClientsInputEndsItsSessionWhereInputStaysOpen() throws Exception {
        var config = TestNode.containerConfig("sh", "-c", "while read line; do echo got $line; done; exit 6")
                .setStdin(true);
        config.getMetadataBuilder().setName("open");
        String id = node.run(pod, config.build());
        var request = AttachRequest.newBuilder()
                .setContainerId(id)
                .setStdin(true)
                .setStdout(true)
                .build();
        for (var line : List.of("one", "two")) {
            try (var session = node.runtime().attach(request)) {
                session.stdin().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                assertThat(readLine(session.stdout())).isEqualTo("got " + line);
                session.stdin().close();
                assertThat(session.waitForExit()).isZero();
                assertThat(session.stdout().read()).isNegative();
            }
        }
        assertThat(node.output(id, "true")).isEmpty();
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Test
    void reopensTheLogAfterItsRotation() throws IOException {
        var config = TestNode.containerConfig("sh", "-c", "while :; do echo tick; sleep 0.02; done")
                .setLogPath("rotated/0.log");
        config.getMetadataBuilder().setName("rotated");
        String id = node.run(pod, config.build());
        Path log = Path.of(node.status(id).getLogPath());
        Awaitility.await().until(() -> Files.exists(log) && Files.size(log) > 0);
        Files.move(log, log.resolveSibling("0.log.old"));
        node.runtime()
                .reopenContainerLog(ReopenContainerLogRequest.newBuilder()
                        .setContainerId(id)
                        .build());
        Awaitility.await().until(() -> Files.exists(log) && Files.size(log) > 0);
        assertThat(node.log(id).getFirst()).endsWith("stdout F tick");
    }

    @Test
    void forwardsPortsIntoThePod() throws IOException {
        node.run(pod, named("web", "sh", "-c", "mkdir /www; echo page > /www/index.html; httpd -f -p 8080 -h /www"));
        Awaitility.await().ignoreExceptions().until(() -> {
            try (var session = node.runtime().portForward(pod, 8080)) {
                session.output().write("GET /index.html HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return new String(session.input().readAllBytes(), StandardCharsets.US_ASCII).endsWith("page\n");
            }
        });
        assertThatThrownBy(() -> node.runtime().portForward(pod, 9))
                .hasMessageContaining("nobody listens on port 9 in the pod");
    }

    @Test
    void mapsHostPortsToThePod() throws IOException {
        int port;
        try (var probe = new java.net.ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        var sandbox = node.sandboxConfig("mapped")
                .addPortMappings(PortMapping.newBuilder().setHostPort(port).setContainerPort(8080))
                .build();
        String mapped = node.runSandbox(sandbox);
        node.run(mapped, named("web", "sh", "-c", "echo page > /index.html; httpd -f -p 8080 -h /"));
        Path rules = node.options().root().resolve("cni").resolve(mapped + ".json");
        assertThat(Files.readString(rules)).contains("\"hostPort\":" + port);
    }

    private static dev.mudi.runtime.cri.ContainerConfig named(String name, String... command) {
        var config = TestNode.containerConfig(command).setLogPath(name + "/0.log");
        config.getMetadataBuilder().setName(name);
        return config.build();
    }
}
