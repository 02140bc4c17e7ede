package dev.mudi.api.schema;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;

/**
 * Numbers as a strategic merge patch may give them, which is not read as text but converted: a whole one may have a point or an
 * exponent, and of what is beyond 32 bits the lower half counts (apimachinery, runtime.DefaultUnstructuredConverter). Stateless.
 */
public final class WholeNumbers {
    /** From here on a processor of upstream's has but one answer. */
    private static final double BEYOND = 0x1p63;

    private WholeNumbers() {}

    /** A patch of an object of the type; what has no place there stays as it is. */
    public static ObjectValue in(ObjectValue patch, Struct type) {
        var converted = ObjectValue.builder();
        patch.forEach((name, value) -> converted.add(
                name, type.field(name).map(field -> in(value, field.schema())).orElse(value)));
        return converted.build();
    }

    private static Value in(Value value, Schema schema) {
        return switch (schema) {
            case Struct struct when value instanceof ObjectValue object -> in(object, struct);
            case MapSchema map when value instanceof ObjectValue object -> values(object, map);
            case ListSchema list when value instanceof ArrayValue array -> items(array, list);
            case Leaf leaf -> number(value, leaf);
            case Struct ignored -> value;
            case MapSchema ignored -> value;
            case ListSchema ignored -> value;
        };
    }

    private static ObjectValue values(ObjectValue object, MapSchema map) {
        var converted = ObjectValue.builder();
        object.forEach((name, value) -> converted.add(name, in(value, map.values())));
        return converted.build();
    }

    private static ArrayValue items(ArrayValue array, ListSchema list) {
        var converted = new ArrayList<Value>(array.size());
        array.items().forEach(item -> converted.add(in(item, list.items())));
        return new ArrayValue(converted);
    }

    private static Value number(Value value, Leaf leaf) {
        if (leaf != Leaf.INT32 && leaf != Leaf.INT64) {
            return value;
        }
        var whole = value instanceof DecimalValue(var number) && number == Math.rint(number)
                ? new IntegerValue(Math.abs(number) < BEYOND ? (long) number : Long.MIN_VALUE)
                : value;
        return leaf == Leaf.INT32 && whole instanceof IntegerValue(var number) && number != (int) number
                ? new IntegerValue((int) number)
                : whole;
    }
}
