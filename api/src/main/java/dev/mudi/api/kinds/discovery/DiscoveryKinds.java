package dev.mudi.api.kinds.discovery;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import java.util.Map;

/** The strategies of the group discovery.k8s.io, by resource. */
public final class DiscoveryKinds {
    private DiscoveryKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "endpointslices",
                KindStrategy.builder()
                        .defaults(slice -> slice.updateEach(
                                "ports", port -> ifAbsent(ifAbsent(port, "name", ""), "protocol", "TCP")))
                        .rules(slice -> SliceValidation.validate(slice, slice.holding(null)))
                        .updateRules(SliceValidation::update)
                        .generations("addressType", "endpoints", "ports", "metadata.labels")
                        .build());
    }
}
