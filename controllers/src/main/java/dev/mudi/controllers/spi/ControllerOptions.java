package dev.mudi.controllers.spi;

import java.time.Duration;

/**
 * What an operator may set, with the names of upstream's flags.
 *
 * @param rootCa {@code --root-ca-file}: the PEM text that pods trust the API server by
 * @param terminatedPodThreshold {@code --terminated-pod-gc-threshold}: how many ended pods are kept; 0 keeps all
 * @param nodeMonitorGracePeriod {@code --node-monitor-grace-period}: how long a silent node is believed to be well
 */
public record ControllerOptions(String rootCa, int terminatedPodThreshold, Duration nodeMonitorGracePeriod) {
    /** Upstream's defaults. */
    public static ControllerOptions withRootCa(String rootCa) {
        return new ControllerOptions(rootCa, 12_500, Duration.ofSeconds(50));
    }
}
