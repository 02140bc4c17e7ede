package dev.mudi.apiserver.crd;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.HashMap;
import java.util.List;

/** Checks that no item stands twice in lists whose type says so (apiextensions, schema/listtype). Stateless but for what it found. */
final class ListTypes {
    private final FieldErrors errors;

    ListTypes(FieldErrors errors) {
        this.errors = errors;
    }

    /** Checks the lists in an object. */
    void validate(ObjectValue object, ObjectValue schema) {
        inner(object, schema, FieldPath.ROOT);
    }

    private void inner(Value value, ObjectValue schema, FieldPath path) {
        if (value instanceof ArrayValue list) {
            list(list, schema, path);
        } else if (value instanceof ObjectValue object) {
            var properties = schema.object("properties");
            var others = schema.object("additionalProperties");
            object.forEach((name, one) -> {
                if (properties.has(name)) {
                    inner(one, properties.object(name), path.child(name));
                } else if (!others.isEmpty()) {
                    inner(one, others, path.key(name));
                }
            });
        }
    }

    private void list(ArrayValue list, ObjectValue schema, FieldPath path) {
        switch (schema.string("x-kubernetes-list-type")) {
            case "set" -> unique(list.items(), path);
            case "map" ->
                keyed(list, schema.array("x-kubernetes-list-map-keys").strings().toList(), path);
            default -> {
                // Items of other lists may stand in them as often as they like.
            }
        }
        var items = schema.object("items");
        for (int i = 0; i < list.size() && !items.isEmpty(); i++) {
            inner(list.get(i), items, path.index(i));
        }
    }

    /** Says once of each item that it is not the only one. */
    private void unique(List<? extends Value> items, FieldPath path) {
        var seen = new HashMap<Value, Integer>();
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            if (seen.merge(item, 1, Integer::sum) == 2) {
                errors.duplicate(path.index(i), item);
            }
        }
    }

    private void keyed(ArrayValue list, List<String> keys, FieldPath path) {
        for (int i = 0; i < list.size(); i++) {
            var item = list.get(i);
            if (!(item instanceof ObjectValue) && !(item instanceof NullValue)) {
                errors.invalid(path.index(i), item, "must be an object for an array of list-type map");
                return;
            }
        }
        unique(
                list.items().stream()
                        .map(item -> item instanceof ObjectValue object ? keyOf(object, keys) : ObjectValue.EMPTY)
                        .toList(),
                path);
    }

    private static ObjectValue keyOf(ObjectValue item, List<String> keys) {
        var key = ObjectValue.builder();
        keys.stream().sorted().forEach(name -> item.get(name).ifPresent(value -> key.put(name, value)));
        return key.build();
    }
}
