package dev.mudi.api.table;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The part of JSONPath that columns of custom resources use: fields, indexes, wildcards, and filters by equality
 * ({@code .status.conditions[?(@.type=="Ready")].status}; Kubernetes reference, "JSONPath Support"). Immutable.
 */
public final class JsonPath {
    private static final Pattern STEP = Pattern.compile(
            "\\.?\\[\\?\\(\\s*@((?:\\.[\\w-]+)++)\\s*(==|!=)\\s*(?:\"([^\"]*)\"|'([^']*)'|([\\w.-]+))\\s*\\)]"
                    + "|\\.?\\[['\"]([^'\"]+)['\"]]"
                    + "|\\.?\\[(-?\\d+)]"
                    + "|(\\.\\*|\\.?\\[\\*])"
                    + "|\\.((?:[^.\\[\\\\]|\\\\.)++)");

    /** One step from values to values. */
    private sealed interface Step {
        record Name(String name) implements Step {}

        record Index(int index) implements Step {}

        record All() implements Step {}

        record Filter(List<String> path, boolean equal, String literal) implements Step {}
    }

    private final List<Step> steps;

    private JsonPath(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** The path of a text such as {@code .spec.replicas}; braces around it are allowed. */
    public static JsonPath parse(String text) throws MalformedException {
        var plain = text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
        plain = plain.startsWith("$") ? plain.substring(1) : plain;
        var steps = new ArrayList<Step>();
        var matcher = STEP.matcher(plain);
        int at = 0;
        while (at < plain.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new MalformedException("unrecognized JSONPath \"" + text + "\" at \"" + plain.substring(at)
                        + "\": it must be made of .name, ['name'], [index], [*] and [?(@.name==\"value\")]");
            }
            at = matcher.end();
            if (matcher.group(1) != null) {
                var literal = matcher.group(3) != null
                        ? matcher.group(3)
                        : matcher.group(4) != null ? matcher.group(4) : matcher.group(5);
                steps.add(new Step.Filter(
                        List.of(matcher.group(1).substring(1).split("\\.")),
                        matcher.group(2).equals("=="),
                        literal));
            } else if (matcher.group(6) != null) {
                steps.add(new Step.Name(matcher.group(6)));
            } else if (matcher.group(7) != null) {
                steps.add(new Step.Index(Integer.parseInt(matcher.group(7))));
            } else if (matcher.group(8) != null) {
                steps.add(new Step.All());
            } else {
                steps.add(new Step.Name(matcher.group(9).replaceAll("\\\\(.)", "$1")));
            }
        }
        return new JsonPath(steps);
    }

    /** The first value that is found, if one is. */
    public Optional<Value> first(Value root) {
        return all(root).stream().findFirst();
    }

    /** All values that are found, in order. */
    public List<Value> all(Value root) {
        var here = List.of(root);
        for (var step : steps) {
            var next = new ArrayList<Value>();
            here.forEach(value -> take(step, value, next));
            here = next;
        }
        return here;
    }

    private static void take(Step step, Value value, List<Value> found) {
        switch (step) {
            case Step.Name(var name) -> {
                if (value instanceof ObjectValue object) {
                    object.get(name).ifPresent(found::add);
                }
            }
            case Step.Index(var index) -> {
                if (value instanceof ArrayValue array) {
                    int at = index < 0 ? array.size() + index : index;
                    if (at >= 0 && at < array.size()) {
                        found.add(array.get(at));
                    }
                }
            }
            case Step.All() -> {
                switch (value) {
                    case ArrayValue array -> found.addAll(array.items());
                    case ObjectValue object -> object.forEach((name, inner) -> found.add(inner));
                    default -> {
                        // A scalar has no items.
                    }
                }
            }
            case Step.Filter filter -> {
                if (value instanceof ArrayValue array) {
                    array.objects().filter(item -> matches(filter, item)).forEach(found::add);
                }
            }
        }
    }

    private static boolean matches(Step.Filter filter, ObjectValue item) {
        var value = item.at(filter.path.toArray(String[]::new));
        var text = value.map(one -> one instanceof StringValue(var inner) ? inner : CustomTable.text(one))
                .orElse("");
        return text.equals(filter.literal) == filter.equal;
    }
}
