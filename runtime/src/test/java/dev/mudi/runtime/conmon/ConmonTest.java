package dev.mudi.runtime.conmon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConmonTest {

    @Test
    void tellsRuncsMessageWithoutItsTrimmings() {
        String line =
                "time=\"2026-01-01T00:00:00Z\" level=error msg=\"runc create failed: exec: \\\"x\\\": not found\"\n";
        assertThat(Conmon.plain(line)).isEqualTo("runc create failed: exec: \"x\": not found");
        assertThat(Conmon.plain("plain\ntext\n")).isEqualTo("plain; text");
        assertThat(Conmon.plain("")).isEqualTo("conmon ended without saying why");
    }
}
