package dev.mudi.api.apply;

import dev.mudi.api.schema.Schema;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;

/** Takes fields out of an object. What loses all it has stays, empty. Stateless. */
final class Removal {
    private Removal() {}

    static ObjectValue remove(ObjectValue object, Schema type, FieldSet fields) {
        if (fields.isEmpty()) {
            return object;
        }
        var kept = ObjectValue.builder();
        object.forEach((name, value) -> {
            var step = new PathElement.Field(name);
            if (!fields.has(step)) {
                kept.put(name, inside(value, Shape.fieldOrAny(type, name), fields.below(step)));
            }
        });
        return kept.build();
    }

    private static Value inside(Value value, Schema type, FieldSet fields) {
        if (fields.isEmpty()) {
            return value;
        }
        return switch (Shape.of(type, value)) {
            case LEAF -> value;
            case MAP -> value instanceof ObjectValue object ? remove(object, type, fields) : value;
            case LIST -> value instanceof ArrayValue list ? remove(list, type, fields) : value;
        };
    }

    private static ArrayValue remove(ArrayValue list, Schema type, FieldSet fields) {
        var kept = new ArrayList<Value>(list.size());
        for (var item : list) {
            var step = Shape.step(type, item);
            if (step.isEmpty()) {
                kept.add(item);
            } else if (!fields.has(step.get())) {
                kept.add(inside(item, Shape.items(type), fields.below(step.get())));
            }
        }
        return new ArrayValue(kept);
    }
}
