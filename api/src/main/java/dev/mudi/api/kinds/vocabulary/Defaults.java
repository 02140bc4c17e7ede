package dev.mudi.api.kinds.vocabulary;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.function.UnaryOperator;

/** Fills in what was not given. Each function returns the object itself when there is nothing to do. Stateless. */
public final class Defaults {

    private Defaults() {}

    /** Sets a field that is missing or null (upstream's nil pointers). */
    public static ObjectValue ifAbsent(ObjectValue object, String name, Value value) {
        return isSet(object, name) ? object : object.with(name, value);
    }

    /** Sets a text field that is missing or null. */
    public static ObjectValue ifAbsent(ObjectValue object, String name, String text) {
        return isSet(object, name) ? object : object.with(name, text);
    }

    /** Sets a number field that is missing or null. */
    public static ObjectValue ifAbsent(ObjectValue object, String name, long number) {
        return isSet(object, name) ? object : object.with(name, Value.of(number));
    }

    /** Sets a boolean field that is missing or null. */
    public static ObjectValue ifAbsent(ObjectValue object, String name, boolean truth) {
        return isSet(object, name) ? object : object.with(name, Value.of(truth));
    }

    /** Sets a field that is missing, null, or has the zero value of its type. */
    public static ObjectValue ifZero(ObjectValue object, String name, Value value) {
        return isZero(object, name) ? object.with(name, value) : object;
    }

    /** Sets a text field that is missing, null or empty. */
    public static ObjectValue ifZero(ObjectValue object, String name, String text) {
        return isZero(object, name) ? object.with(name, text) : object;
    }

    /** Sets a number field that is missing, null or 0. */
    public static ObjectValue ifZero(ObjectValue object, String name, long number) {
        return isZero(object, name) ? object.with(name, Value.of(number)) : object;
    }

    /** Changes an object field, which is made when it is missing. */
    public static ObjectValue within(ObjectValue object, String name, UnaryOperator<ObjectValue> change) {
        return object.with(name, change.apply(object.object(name)));
    }

    /** Adds to a map what another has and it has not; the map is made when it is missing. */
    public static ObjectValue merge(ObjectValue object, String name, ObjectValue more) {
        var map = object.object(name);
        for (int i = 0; i < more.size(); i++) {
            map = map.has(more.nameAt(i)) ? map : map.with(more.nameAt(i), more.valueAt(i));
        }
        return isSet(object, name) && map == object.object(name) ? object : object.with(name, map);
    }

    /** Whether a field is there and not null. */
    public static boolean isSet(ObjectValue object, String name) {
        return object.get(name).filter(value -> !(value instanceof NullValue)).isPresent();
    }

    /** Whether a field is missing, null, or has the zero value of its type; an object that is there has not. */
    public static boolean isZero(ObjectValue object, String name) {
        return object.get(name)
                .map(value -> switch (value) {
                    case NullValue ignored -> true;
                    case StringValue(var text) -> text.isEmpty();
                    case IntegerValue(var number) -> number == 0;
                    case DecimalValue(var number) -> number == 0;
                    case BooleanValue(var truth) -> !truth;
                    case ArrayValue list -> list.isEmpty();
                    case ObjectValue ignored -> false;
                })
                .orElse(true);
    }
}
