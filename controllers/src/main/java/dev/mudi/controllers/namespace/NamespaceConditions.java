package dev.mudi.controllers.namespace;

import dev.mudi.client.Conditions;
import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a namespace's status says about its deletion. */
final class NamespaceConditions {
    private NamespaceConditions() {}

    /** The conditions for what remains; those that did not change keep the time of their last transition. */
    static List<NamespaceCondition> of(List<NamespaceCondition> before, NamespaceContent.Remains remains, Instant now) {
        List<NamespaceCondition> after = new ArrayList<>();
        for (var condition : conditions(remains)) {
            var old = before.stream()
                    .filter(one -> one.getType().equals(condition.getType()))
                    .findFirst();
            var same = old.filter(one -> one.getStatus().equals(condition.getStatus()))
                    .map(NamespaceCondition::getLastTransitionTime);
            condition.setLastTransitionTime(same.orElse(Timestamps.time(now)));
            after.add(condition);
        }
        return after;
    }

    private static List<NamespaceCondition> conditions(NamespaceContent.Remains remains) {
        var failures = remains.failures().stream().sorted().toList();
        return List.of(
                condition(
                        "NamespaceDeletionDiscoveryFailure",
                        !remains.discoveryFailure().isEmpty(),
                        "DiscoveryFailed",
                        remains.discoveryFailure(),
                        "ResourcesDiscovered",
                        "All resources successfully discovered"),
                condition(
                        "NamespaceDeletionGroupVersionParsingFailure",
                        false,
                        "",
                        "",
                        "ParsedGroupVersions",
                        "All legacy kube types successfully parsed"),
                condition(
                        "NamespaceDeletionContentFailure",
                        !failures.isEmpty(),
                        "ContentDeletionFailed",
                        "Failed to delete all resource types, " + failures.size() + " remaining: "
                                + String.join(", ", failures),
                        "ContentDeleted",
                        "All content successfully deleted, may be waiting on finalization"),
                condition(
                        "NamespaceContentRemaining",
                        !remains.resources().isEmpty(),
                        "SomeResourcesRemain",
                        "Some resources are remaining: " + counted(remains.resources(), " has "),
                        "ContentRemoved",
                        "All content successfully removed"),
                condition(
                        "NamespaceFinalizersRemaining",
                        !remains.finalizers().isEmpty(),
                        "SomeFinalizersRemain",
                        "Some content in the namespace has finalizers remaining: "
                                + counted(remains.finalizers(), " in "),
                        "ContentHasNoFinalizers",
                        "All content-preserving finalizers finished"));
    }

    private static String counted(Map<String, Integer> counts, String verb) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + verb + entry.getValue() + " resource instances")
                .collect(Collectors.joining(", "));
    }

    private static NamespaceCondition condition(
            String type, boolean bad, String badReason, String badMessage, String goodReason, String goodMessage) {
        return new NamespaceConditionBuilder()
                .withType(type)
                .withStatus(bad ? Conditions.TRUE : Conditions.FALSE)
                .withReason(bad ? badReason : goodReason)
                .withMessage(bad ? badMessage : goodMessage)
                .build();
    }

    /** Whether two lists say the same, whenever they began to. */
    static boolean same(List<NamespaceCondition> one, List<NamespaceCondition> other) {
        return one.size() == other.size()
                && one.stream()
                        .allMatch(condition -> other.stream()
                                .anyMatch(candidate -> candidate.getType().equals(condition.getType())
                                        && candidate.getStatus().equals(condition.getStatus())
                                        && Objects.equals(candidate.getReason(), condition.getReason())
                                        && Objects.equals(candidate.getMessage(), condition.getMessage())));
    }
}
