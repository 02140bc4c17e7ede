package dev.mudi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void tellsWhatSoManyOfAHundredDidNotExceed() {
        var latencies = new Latencies(100);
        for (int i = 0; i < 100; i++) {
            latencies.set(99 - i, (i + 1) * 1_000_000L);
        }
        assertThat(latencies.percentile(50)).isEqualTo(50);
        assertThat(latencies.percentile(99)).isEqualTo(99);
        assertThat(latencies.percentile(100)).isEqualTo(100);
    }

    @Test
    void readsTheAccountingOfAProcess() throws Exception {
        var own = new ServerProcesses(List.of(ProcessHandle.current().pid()));
        assertThat(own.cpuSeconds()).isPositive();
        assertThat(own.residentMebibytes()).isBetween(10.0, 100_000.0);
        assertThat(new ServerProcesses(List.of()).isKnown()).isFalse();
    }
}
