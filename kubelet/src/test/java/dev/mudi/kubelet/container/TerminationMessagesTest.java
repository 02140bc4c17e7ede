package dev.mudi.kubelet.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.kubelet.pod.CriLabels;
import dev.mudi.kubelet.volume.PodDirectories;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminationMessagesTest {
    @TempDir
    private Path directory;

    private ContainerStatus.Builder ended() {
        return ContainerStatus.newBuilder()
                .setState(ContainerState.CONTAINER_EXITED)
                .setExitCode(1)
                .setLogPath(directory.resolve("0.log").toString())
                .putLabels(CriLabels.CONTAINER_NAME, "c")
                .putAnnotations(CriLabels.TERMINATION_MESSAGE_POLICY, "FallbackToLogsOnError");
    }

    private String message(ContainerStatus status) {
        return new TerminationMessages(new PodDirectories(directory))
                .add("u", status)
                .getMessage();
    }

    @Test
    void theLogStandsInForTheFileAsItWasWritten() throws IOException {
        Files.writeString(directory.resolve("0.log"), """
                2026-01-01T00:00:00.000000001Z stdout F one
                2026-01-01T00:00:00.000000002Z stderr P DONE
                """);

        assertThat(message(ended().build())).isEqualTo("one\nDONE");
        assertThat(message(ended().setExitCode(0).build())).isEmpty();
    }

    @Test
    void ofALongLogTheLastLinesAndBytesAreTaken() throws IOException {
        var line = "2026-01-01T00:00:00.000000001Z stdout F " + "x".repeat(99) + "\n";
        Files.writeString(directory.resolve("0.log"), line.repeat(100));

        assertThat(message(ended().build())).hasSize(2048).endsWith("x\n");
    }
}
