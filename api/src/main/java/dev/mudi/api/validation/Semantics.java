package dev.mudi.api.validation;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;

/** Equality of what is meant in canonical form: a field that is null or an empty list is like one that is missing. Stateless. */
public final class Semantics {
    private Semantics() {}

    /** Whether two values mean the same. */
    public static boolean equal(Value left, Value right) {
        return switch (left) {
            case ObjectValue object ->
                right instanceof ObjectValue other && covers(object, other) && addsNothing(other, object);
            case ArrayValue list -> right instanceof ArrayValue other && equal(list, other);
            default -> left.equals(right);
        };
    }

    /** A map with its keys in order, as upstream shows maps; anything else as it is. */
    public static Value sorted(Value value) {
        if (!(value instanceof ObjectValue object)) {
            return value;
        }
        var sorted = ObjectValue.builder();
        object.names().stream()
                .sorted()
                .forEach(name -> sorted.put(name, object.get(name).orElse(NullValue.NULL)));
        return sorted.build();
    }

    private static boolean equal(ArrayValue left, ArrayValue right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!equal(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean covers(ObjectValue object, ObjectValue other) {
        for (int i = 0; i < object.size(); i++) {
            var value = object.valueAt(i);
            var there = other.get(object.nameAt(i)).orElse(NullValue.NULL);
            boolean same = isNothing(value) ? isNothing(there) : equal(value, there);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** What both have was compared once: to compare it from the other side too would be twice the work at every level. */
    private static boolean addsNothing(ObjectValue later, ObjectValue known) {
        for (int i = 0; i < later.size(); i++) {
            if (!isNothing(later.valueAt(i)) && !known.has(later.nameAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a value is like none. In canonical form an empty text or object that is there was given, and means something. */
    static boolean isNothing(Value value) {
        return value instanceof NullValue || (value instanceof ArrayValue list && list.isEmpty());
    }
}
