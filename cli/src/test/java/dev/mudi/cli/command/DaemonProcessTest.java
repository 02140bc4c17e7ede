package dev.mudi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class DaemonProcessTest {
    private final StringWriter shown = new StringWriter();

    private Process daemon(String script) throws IOException {
        return new ProcessBuilder("sh", "-c", script).start();
    }

    @Test
    void returnsWithTheReasonOnceADaemonThatCouldNotStartHasEnded() throws Exception {
        var daemon = daemon("echo step one; echo failed the disk is full; exec >&-; sleep 0.5");

        assertThat(DaemonProcess.listen(daemon, new PrintWriter(shown))).contains("the disk is full");

        assertThat(daemon.isAlive()).isFalse();
        assertThat(shown.toString()).isEqualToNormalizingNewlines("one\n");
    }

    @Test
    void returnsOnceADaemonThatSaidNothingHasEnded() throws Exception {
        var daemon = daemon("exec >&-; sleep 0.5");

        assertThat(DaemonProcess.listen(daemon, new PrintWriter(shown))).contains("");

        assertThat(daemon.isAlive()).isFalse();
    }

    @Test
    void leavesADaemonThatIsReadyToItself() throws Exception {
        var daemon = daemon("echo ready; exec >&-; read -r line");

        assertThat(DaemonProcess.listen(daemon, new PrintWriter(shown))).isEmpty();

        assertThat(daemon.isAlive()).isTrue();
        daemon.destroyForcibly().waitFor();
    }
}
