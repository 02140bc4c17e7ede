package dev.mudi.api.apply;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.schema.Leaf;
import dev.mudi.api.schema.ListSchema;
import dev.mudi.api.schema.MapSchema;
import dev.mudi.api.schema.Schema;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Finds what in an applied object its type doesn't know. For one thread. */
final class TypeCheck {
    private final List<String> complaints = new ArrayList<>();

    private TypeCheck() {}

    /** What is wrong, each with its place; empty if nothing is. */
    static List<String> complaints(ObjectValue object, Schema type) {
        var check = new TypeCheck();
        check.value(object, type, "");
        return check.complaints;
    }

    private void add(String place, String complaint) {
        complaints.add(place.isEmpty() ? complaint : place + ": " + complaint);
    }

    private void value(Value value, Schema type, String place) {
        if (value instanceof NullValue) {
            return;
        }
        switch (type) {
            case Struct ignored -> object(value, type, place);
            case MapSchema ignored -> object(value, type, place);
            case ListSchema list -> list(value, list, place);
            case Leaf leaf -> leaf(value, leaf, place);
        }
    }

    private void object(Value value, Schema type, String place) {
        if (!(value instanceof ObjectValue object)) {
            add(place, "expected map, got " + FieldErrors.shown(value));
            return;
        }
        object.forEach((name, inner) -> {
            var field = Shape.field(type, name);
            if (field.isPresent()) {
                value(inner, field.get(), place + "." + name);
            } else {
                add(place + "." + name, "field not declared in schema");
            }
        });
    }

    private void list(Value value, ListSchema type, String place) {
        if (!(value instanceof ArrayValue list)) {
            add(place, "expected list, got " + FieldErrors.shown(value));
            return;
        }
        var seen = new HashSet<PathElement>();
        for (int i = 0; i < list.size(); i++) {
            PathElement step = new PathElement.Index(i);
            if (Shape.of(type, list) == Shape.LIST) {
                var key = Shape.step(type, list.get(i));
                if (key.isEmpty()) {
                    add(place, "element " + i + ": " + keyless(type));
                    return;
                }
                step = key.get();
                if (!seen.add(step)) {
                    add(place, "duplicate entries for key " + step);
                }
            }
            value(list.get(i), type.items(), place + step);
        }
    }

    private static String keyless(ListSchema type) {
        return type.keys().isEmpty()
                ? "associative list without keys has an element that is no scalar"
                : "associative list with keys has an element that omits all key fields [\""
                        + String.join("\" \"", type.keys())
                        + "\"] (and doesn't have default values for any key fields)";
    }

    private void leaf(Value value, Leaf type, String place) {
        var wanted = switch (type) {
            case STRING, BYTES -> value instanceof StringValue ? "" : "string";
            case INT32, INT64, DOUBLE ->
                value instanceof IntegerValue || value instanceof DecimalValue ? "" : "numeric (int or float)";
            case BOOLEAN -> value instanceof BooleanValue ? "" : "boolean";
            case TIME, MICRO_TIME, DURATION, QUANTITY, INT_OR_STRING ->
                value instanceof ObjectValue || value instanceof ArrayValue ? "any scalar" : "";
            default -> "";
        };
        if (!wanted.isEmpty()) {
            add(place, "expected " + wanted + ", got " + FieldErrors.shown(value));
        }
    }
}
