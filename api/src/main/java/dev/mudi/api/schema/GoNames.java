package dev.mudi.api.schema;

import dev.mudi.api.codec.GoNumbers;
import dev.mudi.api.codec.GoText;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.Value;

/** What upstream's decoder calls values and types in its messages. */
final class GoNames {
    private GoNames() {}

    static String ofValue(Value value, Schema wanted) {
        boolean wholeNumber = wanted == Leaf.INT32 || wanted == Leaf.INT64 || wanted == Leaf.INT_OR_STRING;
        return GoText.typeName(value)
                + switch (value) {
                    case IntegerValue(var number) when wholeNumber -> " " + number;
                    case DecimalValue(var number) when wholeNumber -> " " + GoNumbers.json(number);
                    default -> "";
                };
    }

    static String ofType(Schema type) {
        return switch (type) {
            case Struct struct -> qualified(struct);
            case ListSchema list -> "[]" + ofType(list.items());
            case MapSchema map -> "map[string]" + ofType(map.values());
            case Leaf leaf ->
                switch (leaf) {
                    case STRING -> "string";
                    case BYTES -> "[]uint8";
                    case INT32, INT_OR_STRING -> "int32";
                    case INT64 -> "int64";
                    case DOUBLE -> "float64";
                    case BOOLEAN -> "bool";
                    case QUANTITY -> "resource.Quantity";
                    case TIME, MICRO_TIME -> "string";
                    case DURATION -> "string";
                    case RAW_EXTENSION, FIELDS_V1, ANY, SCALAR, SCHEMA_OR_ARRAY, SCHEMA_OR_BOOL, SCHEMA_OR_STRINGS ->
                        "interface {}";
                };
        };
    }

    static String simple(Struct struct) {
        return struct.name().substring(struct.name().lastIndexOf('.') + 1);
    }

    /** The last two parts of {@code io.k8s.api.core.v1.Container}: {@code v1.Container}. */
    private static String qualified(Struct struct) {
        int dot = struct.name().lastIndexOf('.');
        return struct.name().substring(struct.name().lastIndexOf('.', dot - 1) + 1);
    }
}
