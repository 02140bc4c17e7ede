package dev.mudi.kubelet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubeletConfigurationTest {

    @Test
    void whatIsLeftOutHasUpstreamsDefault() {
        var defaults = KubeletConfiguration.defaults();

        assertThat(defaults.port()).isEqualTo(10250);
        assertThat(defaults.maxPods()).isEqualTo(110);
        assertThat(defaults.containerLogMaxSize()).isEqualTo(10 << 20);
        assertThat(defaults.containerLogMaxFiles()).isEqualTo(5);
        assertThat(defaults.nodeLeaseDurationSeconds()).isEqualTo(40);
        assertThat(defaults.nodeStatusReportFrequency()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.maxContainerRestartPeriod()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.parallelImagePulls()).isEqualTo(1);
        assertThat(defaults.evictionHard()).containsEntry("memory.available", "100Mi");
        assertThat(defaults.anonymousAuth()).isFalse();
    }

    @Test
    void fieldsAreReadByTheirUpstreamNames() {
        var configuration = KubeletConfiguration.of(Map.of(
                "syncFrequency", "1m30s",
                "kubeReserved", Map.of("cpu", "100m"),
                "systemReserved", Map.of("cpu", "50m", "memory", "1Gi"),
                "serializeImagePulls", false,
                "crashLoopBackOff", Map.of("maxContainerRestartPeriod", "1s"),
                "authentication", Map.of("anonymous", Map.of("enabled", true))));

        assertThat(configuration.syncFrequency()).isEqualTo(Duration.ofSeconds(90));
        assertThat(configuration.reserved().get("cpu")).isEqualByComparingTo("0.15");
        assertThat(configuration.reserved().get("memory")).isEqualByComparingTo(new BigDecimal(1 << 30));
        assertThat(configuration.parallelImagePulls()).isEqualTo(5);
        assertThat(configuration.maxContainerRestartPeriod()).isEqualTo(Duration.ofSeconds(1));
        assertThat(configuration.anonymousAuth()).isTrue();
    }

    @Test
    void aDurationThatIsNoneIsRefused() {
        assertThatThrownBy(() -> GoDuration.parse("1 minute")).hasMessageContaining("1m30s");
        assertThat(GoDuration.parse("1.5h")).isEqualTo(Duration.ofMinutes(90));
    }
}
