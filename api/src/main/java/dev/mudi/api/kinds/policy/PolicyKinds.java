package dev.mudi.api.kinds.policy;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import java.util.Map;

/** The strategies of the group policy, by resource. */
public final class PolicyKinds {
    private PolicyKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "poddisruptionbudgets",
                KindStrategy.builder().status().generations().conditional().build());
    }
}
