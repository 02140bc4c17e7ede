package dev.mudi.api.patch;

import static dev.mudi.api.patch.PatchErrors.ELEMENT_ORDER;
import static dev.mudi.api.patch.PatchErrors.PRIMITIVE_LIST;
import static dev.mudi.api.patch.PatchErrors.RETAIN_KEYS;
import static dev.mudi.api.patch.PatchErrors.bad;
import static dev.mudi.api.patch.PatchErrors.unknownDirective;

import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Kubernetes' strategic merge patch (apimachinery, "Strategic Merge Patch" in the API conventions): a merge patch that also
 * merges lists, by {@link PatchMetadata}, and knows directives: {@code $patch} (replace, delete, merge), {@code $retainKeys},
 * {@code $setElementOrder/…} and {@code $deleteFromPrimitiveList/…}. Stateless.
 */
public final class StrategicMergePatch {
    static final String PATCH = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String ORDER = "$setElementOrder";
    private static final String DELETE_FROM = "$deleteFromPrimitiveList";

    private StrategicMergePatch() {}

    /**
     * The target with the patch merged into it.
     *
     * @throws StatusException 400 for a malformed patch, 422 for lists of lists
     */
    public static ObjectValue apply(ObjectValue target, ObjectValue patch, PatchMetadata type) {
        return merge(target, patch, type);
    }

    static ObjectValue merge(ObjectValue original, ObjectValue patch, PatchMetadata type) {
        if (patch.has(PATCH)) {
            return directed(patch);
        }
        var retained = retain(original, patch);
        var ordered = new Ordered(retained, patch.without(RETAIN), type).apply();
        var merged = ordered.original();
        var rest = ordered.patch();
        for (int i = 0; i < rest.size(); i++) {
            merged = mergeField(merged, rest.nameAt(i), rest.valueAt(i), type);
        }
        return merged;
    }

    private static ObjectValue directed(ObjectValue patch) {
        return switch (patch.string(PATCH)) {
            case "replace" -> patch.without(PATCH);
            case "delete" -> ObjectValue.EMPTY;
            default -> throw unknownDirective(patch);
        };
    }

    private static ObjectValue mergeField(ObjectValue original, String name, Value value, PatchMetadata type) {
        if (isDirective(name, DELETE_FROM)) {
            return deleteFrom(original, directiveTarget(name, DELETE_FROM, PRIMITIVE_LIST), value);
        }
        if (value instanceof NullValue) {
            return original.without(name);
        }
        var had = original.get(name).orElse(NullValue.NULL);
        var field = type.field(name);
        if (had instanceof ObjectValue object && value instanceof ObjectValue change) {
            return original.with(name, field.replaces() ? change : merge(object, change, field.type()));
        }
        if (had instanceof ArrayValue list && value instanceof ArrayValue change) {
            return original.with(name, field.merges() ? ListMerge.merge(list, change, field) : change);
        }
        var made = withoutDirectives(value);
        return made.isEmpty() ? original.without(name) : original.with(name, made.getFirst());
    }

    private static ObjectValue deleteFrom(ObjectValue original, String name, Value items) {
        if (!(items instanceof ArrayValue gone)) {
            throw bad(PRIMITIVE_LIST);
        }
        if (!(original.get(name).orElse(NullValue.NULL) instanceof ArrayValue list)) {
            return original;
        }
        var kept = new ArrayList<>(list.items());
        kept.removeAll(gone.items());
        return original.with(name, new ArrayValue(kept));
    }

    private static ObjectValue retain(ObjectValue original, ObjectValue patch) {
        if (!patch.has(RETAIN)) {
            return original;
        }
        if (!(patch.get(RETAIN).orElseThrow() instanceof ArrayValue list)) {
            throw bad(RETAIN_KEYS);
        }
        var keys = new HashSet<>(list.strings().toList());
        for (int i = 0; i < patch.size(); i++) {
            var name = patch.nameAt(i);
            boolean says = !name.equals(RETAIN)
                    && !(patch.valueAt(i) instanceof NullValue)
                    && !isDirective(name, DELETE_FROM)
                    && !isDirective(name, ORDER);
            if (says && !keys.contains(name)) {
                throw bad(RETAIN_KEYS);
            }
        }
        var kept = original;
        for (var name : original.names()) {
            kept = keys.contains(name) ? kept : kept.without(name);
        }
        return kept;
    }

    /** The value without nulls and without what carries a directive; no value if it carries one itself. */
    private static List<Value> withoutDirectives(Value value) {
        return switch (value) {
            case ObjectValue object when object.has(PATCH) -> List.of();
            case ObjectValue object -> {
                var made = ObjectValue.builder();
                for (int i = 0; i < object.size(); i++) {
                    if (!(object.valueAt(i) instanceof NullValue)) {
                        for (var kept : withoutDirectives(object.valueAt(i))) {
                            made.put(object.nameAt(i), kept);
                        }
                    }
                }
                yield List.of(made.build());
            }
            case ArrayValue list -> {
                var items = new ArrayList<Value>();
                list.forEach(item -> items.addAll(withoutDirectives(item)));
                yield List.of(new ArrayValue(items));
            }
            default -> List.of(value);
        };
    }

    private static boolean isDirective(String name, String directive) {
        return name.startsWith(directive);
    }

    private static String directiveTarget(String name, String directive, String complaint) {
        if (!name.startsWith(directive + "/") || name.length() == directive.length() + 1) {
            throw bad(complaint);
        }
        return name.substring(directive.length() + 1);
    }

    /** Handles the lists whose order the patch sets; what is left of the patch is merged as usual. */
    private record Ordered(ObjectValue original, ObjectValue patch, PatchMetadata type) {

        Ordered apply() {
            var done = this;
            for (var name : patch.names()) {
                if (isDirective(name, ORDER)) {
                    done = done.order(name);
                }
            }
            return done;
        }

        private Ordered order(String directive) {
            var name = directiveTarget(directive, ORDER, ELEMENT_ORDER);
            if (!(patch.get(directive).orElseThrow() instanceof ArrayValue order)) {
                throw bad(ELEMENT_ORDER);
            }
            var field = type.field(name);
            var had = list(original, name);
            var change = list(patch, name);
            ListMerge.checkOrder(change, order, field.mergeKey());
            var rest = patch.without(directive);
            if (!original.has(name) && !patch.has(name)) {
                return new Ordered(original, rest, type);
            }
            ArrayValue merged;
            if (!patch.has(name)) {
                merged = had;
            } else if (!original.has(name)) {
                merged = (ArrayValue) withoutDirectives(change).getFirst();
            } else {
                merged = field.merges() ? ListMerge.merge(had, change, field) : change;
            }
            var sorted = ListMerge.inOrder(merged, order, had, field.mergeKey());
            return new Ordered(original.with(name, sorted), rest.without(name), type);
        }

        private static ArrayValue list(ObjectValue object, String name) {
            return switch (object.get(name).orElse(ArrayValue.EMPTY)) {
                case ArrayValue list -> list;
                case StringValue ignored -> throw bad("expected a []interface {}, but received a string");
                default -> throw bad(ELEMENT_ORDER);
            };
        }
    }
}
