package dev.mudi.api.kinds.node;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import java.util.Map;

/** The strategies of the group node.k8s.io, by resource. */
public final class NodeKinds {
    private NodeKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "runtimeclasses",
                KindStrategy.builder().createsOnUpdate().conditional().build());
    }
}
