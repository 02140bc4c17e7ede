package dev.mudi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.PodSandboxState;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PodOnThisHostTest {

    private static TestNode node;

    @BeforeAll
    static void open() throws IOException {
        node = new TestNode();
    }

    @AfterAll
    static void close() throws IOException {
        node.close();
    }

    @Test
    void runsAContainerAndKeepsItsLogAndExitCode() throws IOException {
        String sandbox = node.runSandbox("first");
        assertThat(node.sandbox(sandbox).getState()).isEqualTo(PodSandboxState.SANDBOX_READY);
        assertThat(node.sandbox(sandbox).getNetwork().getIp()).startsWith("10.213.");
        String id = node.run(sandbox, "/bin/sh", "-c", "echo out; echo err >&2; exit 3");
        var status = node.awaitExit(id);
        assertThat(status.getExitCode()).isEqualTo(3);
        assertThat(status.getReason()).isEqualTo("Error");
        assertThat(node.log(id)).anyMatch(line -> line.matches("\\S+T\\S+ stdout F out"));
        assertThat(node.log(id)).anyMatch(line -> line.matches("\\S+T\\S+ stderr F err"));
        assertThat(status.getState()).isEqualTo(ContainerState.CONTAINER_EXITED);
    }
}
