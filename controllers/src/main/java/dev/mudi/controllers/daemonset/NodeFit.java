package dev.mudi.controllers.daemonset;

import dev.mudi.client.LabelSelectors;
import dev.mudi.client.Tolerations;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether a node is one that a pod may be on. */
enum NodeFit {
    /** The pod belongs there. */
    FITS,
    /** The pod would not be put there, but one that is there may stay: the node only takes no new ones. */
    MAY_STAY,
    /** The pod must not be there. */
    UNFIT;

    static NodeFit of(PodSpec spec, Node node) {
        var name = spec.getNodeName();
        if (name != null && !name.isEmpty() && !name.equals(node.getMetadata().getName())) {
            return UNFIT;
        }
        Map<String, String> labels =
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
        if (!LabelSelectors.matches(spec.getNodeSelector(), labels) || !matchesAffinity(spec, node, labels)) {
            return UNFIT;
        }
        if (bears(
                spec, node, taint -> "NoSchedule".equals(taint.getEffect()) || "NoExecute".equals(taint.getEffect()))) {
            return FITS;
        }
        return bears(spec, node, taint -> "NoExecute".equals(taint.getEffect())) ? MAY_STAY : UNFIT;
    }

    private static boolean bears(PodSpec spec, Node node, Predicate<Taint> which) {
        return node.getSpec().getTaints().stream()
                .filter(which)
                .allMatch(taint -> Tolerations.tolerate(spec.getTolerations(), taint));
    }

    private static boolean matchesAffinity(PodSpec spec, Node node, Map<String, String> labels) {
        var affinity = spec.getAffinity() == null ? null : spec.getAffinity().getNodeAffinity();
        var required = affinity == null ? null : affinity.getRequiredDuringSchedulingIgnoredDuringExecution();
        return required == null
                || required.getNodeSelectorTerms().stream().anyMatch(term -> matches(term, node, labels));
    }

    private static boolean matches(NodeSelectorTerm term, Node node, Map<String, String> labels) {
        var name = node.getMetadata().getName();
        boolean empty =
                term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty();
        return !empty
                && term.getMatchExpressions().stream()
                        .allMatch(requirement -> matches(requirement, labels.get(requirement.getKey())))
                && term.getMatchFields().stream()
                        .allMatch(requirement ->
                                matches(requirement, requirement.getKey().equals("metadata.name") ? name : null));
    }

    private static boolean matches(NodeSelectorRequirement requirement, @Nullable String value) {
        var values = requirement.getValues();
        return switch (requirement.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> compare(value, values) > 0;
            case "Lt" -> compare(value, values) < 0;
            default -> false;
        };
    }

    /** How the label compares with the one value, as whole numbers; 0 when either is none. */
    private static int compare(@Nullable String value, List<String> values) {
        try {
            return value == null || values.size() != 1
                    ? 0
                    : Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
