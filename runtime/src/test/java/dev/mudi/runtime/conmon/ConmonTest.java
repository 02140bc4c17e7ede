package dev.mudi.runtime.conmon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.runtime.linux.Linux;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConmonTest {

    @Test
    void tellsRuncsMessageWithoutItsTrimmings() {
        String line =
                "time=\"2026-01-01T00:00:00Z\" level=error msg=\"runc create failed: exec: \\\"x\\\": not found\"\n";
        assertThat(Conmon.plain(line)).isEqualTo("runc create failed: exec: \"x\": not found");
        assertThat(Conmon.plain("plain\ntext\n")).isEqualTo("plain; text");
        assertThat(Conmon.plain("")).isEqualTo("conmon ended without saying why");
    }

    /** Who was to read may have been killed: a shell that waits for a reader would be left for ever. */
    @Test
    void startsTheMonitorWhetherSomebodyReadsOrNot(@TempDir Path bundle) throws Exception {
        Linux.mknod(bundle.resolve("sync"), Linux.S_IFIFO | 0600, 0, 0);
        var launcher = new ProcessBuilder("/bin/sh", "-c", Conmon.LAUNCH, "/bin/true")
                .directory(bundle.toFile())
                .start();
        try {
            assertThat(launcher.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(launcher.exitValue()).isZero();
        } finally {
            launcher.destroyForcibly();
        }
    }
}
