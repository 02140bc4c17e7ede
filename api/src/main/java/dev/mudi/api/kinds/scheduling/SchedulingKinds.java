package dev.mudi.api.kinds.scheduling;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import java.util.Map;

/** The strategies of the group scheduling.k8s.io, by resource. */
public final class SchedulingKinds {
    private SchedulingKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "priorityclasses",
                KindStrategy.builder()
                        .defaults(priority -> ifAbsent(priority, "preemptionPolicy", "PreemptLowerPriority"))
                        .generations("value", "globalDefault", "description", "preemptionPolicy")
                        .build());
    }
}
