package dev.mudi.api.kinds.apps;

import dev.mudi.api.kinds.core.PodTemplates;
import dev.mudi.api.kinds.core.WorkloadValidation;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.Map;

/** The strategies of the group apps, by resource. */
public final class AppsKinds {
    private static final List<String> REPLICAS = List.of("readyReplicas", "availableReplicas");
    private static final List<String> DAEMONS = List.of(
            "currentNumberScheduled",
            "numberMisscheduled",
            "desiredNumberScheduled",
            "numberReady",
            "observedGeneration",
            "updatedNumberScheduled",
            "numberAvailable",
            "numberUnavailable",
            "collisionCount");

    private AppsKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "deployments", deployments(),
                "replicasets", replicaSets(),
                "daemonsets", daemonSets(),
                "statefulsets", statefulSets(),
                "controllerrevisions",
                        KindStrategy.builder()
                                .rules(AppsValidation::revision)
                                .updateRules((next, current) -> {
                                    next.at("revision").mustNotBeNegative();
                                    next.at("data").mustNotHaveChanged(current.at("data"));
                                })
                                .build());
    }

    private static Strategy deployments() {
        return PodTemplates.heldAt(KindStrategy.builder(), "spec", "template")
                .defaults(AppsDefaults::deployment)
                .rules(AppsValidation::deployment)
                .updateRules((next, current) -> {
                    AppsValidation.deployment(next);
                    AppsValidation.sameSelector(next, current);
                })
                .status((next, current) -> {
                    WorkloadValidation.replicaCounts(
                            next.at("status"), List.of("updatedReplicas", "readyReplicas", "availableReplicas"));
                    AppsValidation.counts(
                            next, current, List.of("unavailableReplicas", "terminatingReplicas", "collisionCount"));
                })
                .generations("spec", "metadata.annotations")
                .build();
    }

    private static Strategy replicaSets() {
        return PodTemplates.heldAt(KindStrategy.builder(), "spec", "template")
                .defaults(AppsDefaults::replicaSet)
                .rules(AppsValidation::replicaSet)
                .updateRules((next, current) -> {
                    AppsValidation.replicaSet(next);
                    AppsValidation.sameSelector(next, current);
                })
                .status((next, current) -> WorkloadValidation.replicaCounts(
                        next.at("status"), List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas")))
                .generations()
                .build();
    }

    private static Strategy daemonSets() {
        return PodTemplates.heldAt(KindStrategy.builder(), "spec", "template")
                .defaults(AppsDefaults::daemonSet)
                .rules(AppsValidation::daemonSet)
                .updateRules((next, current) -> {
                    AppsValidation.sameSelector(next, current);
                    AppsValidation.daemonSet(next);
                })
                .status((next, current) -> AppsValidation.counts(next, current, DAEMONS))
                .creating(TemplateGeneration::first)
                .updating(TemplateGeneration::next)
                .generations()
                .build();
    }

    private static Strategy statefulSets() {
        return PodTemplates.heldAt(KindStrategy.builder(), "spec", "template")
                .defaults(AppsDefaults::statefulSet)
                .names(NameRule.DNS_LABEL)
                .rules(AppsValidation::statefulSet)
                .updateRules(AppsValidation::statefulSetUpdate)
                .creating(set -> AppsDefaults.withoutDisabled(set, ObjectValue.EMPTY))
                .updating(AppsDefaults::withoutDisabled)
                .status((next, current) -> {
                    WorkloadValidation.replicaCounts(next.at("status"), REPLICAS);
                    AppsValidation.counts(
                            next, current, List.of("currentReplicas", "updatedReplicas", "collisionCount"));
                })
                .generations()
                .build();
    }
}
