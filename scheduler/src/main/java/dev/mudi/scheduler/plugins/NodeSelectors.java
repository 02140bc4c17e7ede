package dev.mudi.scheduler.plugins;

import dev.mudi.scheduler.framework.NodeInfo;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a node is among those that a selector term names (Kubernetes reference, NodeSelectorTerm). */
final class NodeSelectors {
    private NodeSelectors() {}

    /** All requirements of the term hold; a term without any holds nowhere. */
    static boolean matches(NodeSelectorTerm term, NodeInfo node) {
        var expressions = term.getMatchExpressions();
        var fields = term.getMatchFields();
        if (expressions.isEmpty() && fields.isEmpty()) {
            return false;
        }
        return expressions.stream()
                        .allMatch(
                                requirement -> holds(requirement, node.labels().get(requirement.getKey())))
                && fields.stream()
                        .allMatch(requirement ->
                                "metadata.name".equals(requirement.getKey()) && holds(requirement, node.name()));
    }

    /** Every label of the map stands on the node. */
    static boolean matches(Map<String, String> labels, NodeInfo node) {
        return labels.entrySet().stream()
                .allMatch(label -> label.getValue().equals(node.labels().get(label.getKey())));
    }

    private static boolean holds(NodeSelectorRequirement requirement, @Nullable String value) {
        List<String> values = requirement.getValues();
        return switch (requirement.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> value != null && values.size() == 1 && NumericLabels.compare(value, values.getFirst()) > 0;
            case "Lt" -> value != null && values.size() == 1 && NumericLabels.compare(value, values.getFirst()) < 0;
            default -> false;
        };
    }
}
