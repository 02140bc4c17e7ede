package dev.mudi.api.kinds.apps;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import java.util.Map;

/** The strategies of the group apps, by resource. */
public final class AppsKinds {
    private AppsKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "deployments",
                KindStrategy.builder()
                        .defaults(AppsDefaults::deployment)
                        .status()
                        .generations("spec", "metadata.annotations")
                        .build(),
                "replicasets",
                KindStrategy.builder()
                        .defaults(AppsDefaults::replicaSet)
                        .status()
                        .generations()
                        .build(),
                "daemonsets",
                KindStrategy.builder()
                        .defaults(AppsDefaults::daemonSet)
                        .status()
                        .generations()
                        .build(),
                "statefulsets",
                KindStrategy.builder()
                        .defaults(AppsDefaults::statefulSet)
                        .status()
                        .generations()
                        .build(),
                "controllerrevisions",
                KindStrategy.builder().build());
    }
}
