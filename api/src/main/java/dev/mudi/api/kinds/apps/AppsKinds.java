package dev.mudi.api.kinds.apps;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.kinds.core.PodTemplates;
import dev.mudi.api.kinds.core.WorkloadValidation;
import dev.mudi.api.kinds.vocabulary.Kept;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The strategies of the group apps, by resource. */
public final class AppsKinds {
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
        return PodTemplates.namingAt(KindStrategy.builder(), "spec", "template")
                .defaults(AppsDefaults::deployment)
                .rules(AppsValidation::deployment)
                .updateRules((next, current) -> {
                    AppsValidation.deployment(next);
                    AppsValidation.sameSelector(next, current);
                })
                .status(
                        (next, current) -> {
                            WorkloadValidation.replicaCounts(
                                    next.at("status"),
                                    List.of(
                                            "observedGeneration",
                                            "replicas",
                                            "updatedReplicas",
                                            "readyReplicas",
                                            "availableReplicas",
                                            "unavailableReplicas",
                                            "terminatingReplicas",
                                            "collisionCount"),
                                    List.of("updatedReplicas", "readyReplicas", "availableReplicas"),
                                    "readyReplicas");
                            AppsValidation.counts(next, current, List.of());
                        },
                        Kept::labels)
                .generations("spec", "metadata.annotations")
                .build();
    }

    private static Strategy replicaSets() {
        return PodTemplates.namingAt(KindStrategy.builder(), "spec", "template")
                .defaults(AppsDefaults::replicaSet)
                .rules(AppsValidation::replicaSet)
                .updateRules((next, current) -> {
                    AppsValidation.replicaSet(next);
                    AppsValidation.sameSelector(next, current);
                })
                .status((next, current) -> WorkloadValidation.setCounts(next.at("status")))
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
                .status((next, current) -> AppsValidation.counts(next, current, DAEMONS), TemplateGeneration::kept)
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
                .warnings(set -> statefulSetWarnings(PodTemplates.warnings(set, "spec", "template"), set, ""))
                .updateWarnings((next, current) -> statefulSetWarnings(
                        PodTemplates.changed(next, current)
                                ? PodTemplates.warnings(next, "spec", "template")
                                : List.of(),
                        next,
                        "Spec"))
                .creating(set -> AppsDefaults.withoutDisabled(set, ObjectValue.EMPTY))
                .updating(AppsDefaults::withoutDisabled)
                .status((next, current) -> {
                    WorkloadValidation.replicaCounts(
                            next.at("status"),
                            List.of(
                                    "replicas",
                                    "readyReplicas",
                                    "currentReplicas",
                                    "updatedReplicas",
                                    "availableReplicas",
                                    "observedGeneration",
                                    "collisionCount"),
                            List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"),
                            "status.readyReplicas");
                    AppsValidation.counts(next, current, List.of());
                })
                .generations()
                .build();
    }

    /** Upstream shows what is odd about a claim at other places when a set is created and when it is updated. */
    private static List<String> statefulSetWarnings(List<String> ofTemplate, ObjectValue set, String step) {
        var all = new ArrayList<>(ofTemplate);
        var spec = At.root(set, new FieldErrors()).at("spec");
        for (var claim : spec.at("volumeClaimTemplates").items()) {
            var place = step.isEmpty() ? claim.path() : claim.path().child(step);
            all.addAll(PodTemplates.claimWarnings(claim.at("spec").shownAt(place)));
        }
        if (spec.at("revisionHistoryLimit").number() < 0) {
            all.add(
                    "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended");
        }
        return List.copyOf(all);
    }
}
