package dev.mudi.client;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates label selectors of typed objects (Kubernetes reference, "Labels and Selectors"). */
public final class LabelSelectors {
    private LabelSelectors() {}

    /** Whether the labels fulfil every requirement. No selector selects nothing, an empty one everything. */
    public static boolean matches(@Nullable LabelSelector selector, @Nullable Map<String, String> labels) {
        if (selector == null) {
            return false;
        }
        Map<String, String> present = labels == null ? Map.of() : labels;
        return matches(selector.getMatchLabels(), present)
                && selector.getMatchExpressions().stream().allMatch(requirement -> matches(requirement, present));
    }

    /** Whether the labels have every one of those wanted; an empty or missing map is fulfilled by all. */
    public static boolean matches(@Nullable Map<String, String> wanted, Map<String, String> labels) {
        return wanted == null
                || wanted.entrySet().stream().allMatch(entry -> entry.getValue().equals(labels.get(entry.getKey())));
    }

    private static boolean matches(LabelSelectorRequirement requirement, Map<String, String> labels) {
        var value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false; // validation refuses it; what can't be understood selects nothing
        };
    }

    /** Whether the selector has no requirement, and so selects everything. */
    public static boolean isEmpty(@Nullable LabelSelector selector) {
        return selector == null
                || ((selector.getMatchLabels() == null
                                || selector.getMatchLabels().isEmpty())
                        && selector.getMatchExpressions().isEmpty());
    }

    /** The selector as a query parameter and {@code status.selector} write it. */
    public static String text(@Nullable LabelSelector selector) {
        if (selector == null) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        if (selector.getMatchLabels() != null) {
            selector.getMatchLabels().forEach((key, value) -> parts.add(key + "=" + value));
        }
        for (var requirement : selector.getMatchExpressions()) {
            var values = "(" + String.join(",", requirement.getValues()) + ")";
            parts.add(
                    switch (requirement.getOperator()) {
                        case "In" -> requirement.getKey() + " in " + values;
                        case "NotIn" -> requirement.getKey() + " notin " + values;
                        case "DoesNotExist" -> "!" + requirement.getKey();
                        default -> requirement.getKey();
                    });
        }
        parts.sort(null);
        return String.join(",", parts);
    }
}
