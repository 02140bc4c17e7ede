package dev.mudi.controllers.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * What an operator may set, with the names of upstream's flags.
 *
 * @param rootCa {@code --root-ca-file}: the PEM text that pods trust the API server by
 * @param terminatedPodThreshold {@code --terminated-pod-gc-threshold}: how many ended pods are kept; 0 keeps all
 * @param nodeMonitorGracePeriod {@code --node-monitor-grace-period}: how long a silent node is believed to be well
 * @param signing what signing requests are answered with; empty to leave them to others
 */
public record ControllerOptions(
        String rootCa,
        int terminatedPodThreshold,
        Duration nodeMonitorGracePeriod,
        Optional<SigningAuthority> signing) {
    /** Upstream's defaults, with nothing to sign with. */
    public static ControllerOptions withRootCa(String rootCa) {
        return new ControllerOptions(rootCa, 12_500, Duration.ofSeconds(50), Optional.empty());
    }

    /** The same with an authority to sign with. */
    public ControllerOptions signedBy(SigningAuthority authority) {
        return new ControllerOptions(rootCa, terminatedPodThreshold, nodeMonitorGracePeriod, Optional.of(authority));
    }
}
