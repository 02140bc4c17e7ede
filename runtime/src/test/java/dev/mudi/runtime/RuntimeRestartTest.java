package dev.mudi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatus;
import dev.mudi.runtime.cri.ContainerStatusRequest;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.cri.NamespaceOption;
import dev.mudi.runtime.cri.PodSandboxState;
import dev.mudi.runtime.linux.FileTrees;
import dev.mudi.runtime.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuntimeRestartTest {

    private TestNode node;

    @BeforeEach
    void open() throws IOException {
        node = new TestNode();
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    private long pid(String containerId, String which) {
        String info = node.runtime()
                .containerStatus(ContainerStatusRequest.newBuilder()
                        .setContainerId(containerId)
                        .setVerbose(true)
                        .build())
                .getInfoOrThrow("info");
        var matcher = java.util.regex.Pattern.compile("\"" + which + "\":\\{\"pid\":(\\d+)")
                .matcher(info);
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /** Until a process catches a signal: the first one of a container is not ended by any that it does not catch. */
    private static void awaitTrap(long pid) {
        Awaitility.await()
                .until(() ->
                        Files.readString(Path.of("/proc/" + pid + "/status")).matches("(?s).*SigCgt:\\s*0*[1-9a-f].*"));
    }

    @Test
    void findsRunningContainersAgainUntouched() throws IOException {
        String pod = node.runSandbox("again");
        String id = node.run(pod, "sh", "-c", "trap 'exit 8' TERM; while :; do sleep 0.01; done");
        long pid = pid(id, "container");
        ContainerStatus before = node.status(id);
        node.restart();
        assertThat(node.status(id)).isEqualTo(before);
        assertThat(pid(id, "container")).isEqualTo(pid);
        assertThat(node.output(id, "echo", "still here")).isEqualTo("still here\n");
        assertThat(node.sandbox(pod).getState()).isEqualTo(PodSandboxState.SANDBOX_READY);
        assertThat(node.sandbox(pod).getNetwork().getIp()).startsWith("10.213.");
        awaitTrap(pid);
        Linux.kill(pid, Linux.SIGTERM);
        assertThat(node.awaitExit(id).getExitCode()).isEqualTo(8);
    }

    @Test
    void learnsHowContainersEndedWhileItWasAway() throws IOException {
        String id = node.run(node.runSandbox("away"), "sh", "-c", "trap 'exit 9' TERM; while :; do sleep 0.01; done");
        long pid = pid(id, "container");
        long monitor = pid(id, "monitor");
        awaitTrap(pid);
        node.runtime().close();
        Linux.kill(pid, Linux.SIGTERM);
        Awaitility.await().until(() -> !Files.exists(Path.of("/proc/" + monitor)));
        node.restart();
        var status = node.awaitExit(id);
        assertThat(status.getExitCode()).isEqualTo(9);
        assertThat(status.getFinishedAt()).isGreaterThan(status.getStartedAt());
    }

    @Test
    void endsAContainerWhoseMonitorWasKilled() throws IOException {
        String id = node.run(node.runSandbox("monitor"), "sleep", "1000");
        long pid = pid(id, "container");
        Linux.kill(pid(id, "monitor"), Linux.SIGKILL);
        var status = node.awaitExit(id);
        assertThat(status.getExitCode()).isEqualTo(137);
        assertThat(status.getMessage()).contains("monitor");
        Awaitility.await()
                .until(() -> !Files.exists(Path.of("/proc/" + pid))
                        || Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z "));
    }

    @Test
    void saysNotReadyWhenThePauseProcessEnds() throws IOException {
        var config = node.sandboxConfig("pause");
        config.getLinuxBuilder()
                .getSecurityContextBuilder()
                .setNamespaceOptions(NamespaceOption.newBuilder().setPid(NamespaceMode.POD));
        String pod = node.runSandbox(config.build());
        String id = node.run(pod, "sleep", "1000");
        Path pidFile = node.options().run().resolve("bundles").resolve(pod).resolve("pid");
        Linux.kill(Long.parseLong(Files.readString(pidFile).strip()), Linux.SIGKILL);
        Awaitility.await().until(() -> node.sandbox(pod).getState() == PodSandboxState.SANDBOX_NOTREADY);
        assertThatThrownBy(
                        () -> node.create(pod, TestNode.containerConfig("true").build()))
                .hasMessageContaining("not ready");
        assertThat(node.status(id).getState()).isEqualTo(ContainerState.CONTAINER_RUNNING);
    }

    @Test
    void takesAwayAContainerThatWasNeverRecorded() throws IOException {
        String id = node.create(
                node.runSandbox("half"), TestNode.containerConfig("true").build());
        node.runtime().close();
        Files.delete(node.options().root().resolve("state/containers").resolve(id + ".json"));
        node.restart();
        assertThat(node.options().root().resolve("containers").resolve(id)).doesNotExist();
        assertThat(node.traces().toString()).doesNotContain(id);
    }

    @Test
    void breaksOffAContainerThatWasBeingStarted() throws IOException {
        String id = node.run(node.runSandbox("cut"), "sleep", "1000");
        node.runtime().close();
        Path state = node.options().root().resolve("state/containers").resolve(id + ".json");
        Files.writeString(state, Files.readString(state).replace("CONTAINER_RUNNING", "CONTAINER_CREATED"));
        node.restart();
        assertThat(node.status(id).getReason()).isEqualTo("StartError");
        assertThat(node.status(id).getState()).isEqualTo(ContainerState.CONTAINER_EXITED);
    }

    @Test
    void knowsThatASandboxOfAnEarlierBootIsGone() throws IOException {
        String pod = node.runSandbox("booted");
        node.runtime().close();
        Path state = node.options().root().resolve("state/sandboxes").resolve(pod + ".json");
        String boot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        Files.writeString(state, Files.readString(state).replace(boot, "earlier"));
        node.restart();
        assertThat(node.sandbox(pod).getState()).isEqualTo(PodSandboxState.SANDBOX_NOTREADY);
        assertThat(node.options().run().resolve("sandboxes").resolve(pod)).doesNotExist();
    }

    @Test
    void refusesASecondRuntimeOnTheSameDirectory() {
        assertThatThrownBy(() -> ContainerRuntime.open(node.options()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another process has the container runtime's directory");
    }

    @Test
    void purgeLeavesNothing() throws IOException {
        node.run(node.runSandbox("one"), "sleep", "1000");
        node.run(node.runSandbox("two"), "sh", "-c", "sleep 1000 & sleep 1000");
        assertThat(node.traces()).isNotEqualTo(node.tracesBefore());
        node.runtime().close();
        ContainerRuntime.purge(node.options());
        assertThat(node.options().root()).doesNotExist();
        assertThat(node.options().run()).doesNotExist();
        Awaitility.await().untilAsserted(() -> assertThat(node.traces()).isEqualTo(node.tracesBefore()));
    }

    @Test
    void purgeSweepsWhatHasNoRecordAnyLonger() throws IOException {
        node.run(node.runSandbox("lost"), "sleep", "1000");
        node.runtime().close();
        FileTrees.delete(node.options().root().resolve("state"));
        ContainerRuntime.purge(node.options());
        Awaitility.await().untilAsserted(() -> assertThat(node.traces()).isEqualTo(node.tracesBefore()));
    }
}
