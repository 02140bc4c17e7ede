package dev.mudi.kubelet.eviction;

import dev.mudi.kubelet.config.KubeletConfiguration;
import dev.mudi.kubelet.stats.HostUse;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;

/**
 * How little of a resource may be left.
 *
 * @param memoryBytes of memory; 0 for no threshold
 * @param diskBytes of the file system of pods; 0 for no threshold
 */
public record Thresholds(long memoryBytes, long diskBytes) {

    /** The hard thresholds of a configuration, in bytes of this host. */
    public static Thresholds of(KubeletConfiguration configuration, HostUse host) {
        Map<String, String> hard = configuration.evictionHard();
        return new Thresholds(
                bytes(hard.getOrDefault("memory.available", "0"), host.memoryTotal()),
                bytes(hard.getOrDefault("nodefs.available", "0"), host.diskTotal()));
    }

    private static long bytes(String threshold, long total) {
        if (threshold.endsWith("%")) {
            return new BigDecimal(threshold.substring(0, threshold.length() - 1))
                    .multiply(BigDecimal.valueOf(total))
                    .movePointLeft(2)
                    .longValue();
        }
        return new Quantity(threshold).getNumericalAmount().longValue();
    }

    public boolean memoryPressure(HostUse host) {
        return host.memoryAvailable() < memoryBytes;
    }

    public boolean diskPressure(HostUse host) {
        return host.diskAvailable() < diskBytes;
    }
}
