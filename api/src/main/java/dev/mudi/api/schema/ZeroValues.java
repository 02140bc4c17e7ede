package dev.mudi.api.schema;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import org.jspecify.annotations.Nullable;

/** The zero value of each type, and which of them are written. */
final class ZeroValues {
    private static final Value EMPTY_TEXT = Value.of("");
    private static final Value NAUGHT = Value.of(0);
    private static final Value NO_AMOUNT = Value.of("0");

    private ZeroValues() {}

    /** What is written for a field of which nothing is given; null for nothing. */
    static @Nullable Value missing(Field field) {
        return switch (field.presence()) {
            case OMITTED_WHEN_ZERO, KEPT_WHEN_GIVEN -> null;
            case NULL_WHEN_MISSING -> NullValue.NULL;
            case ZERO_WHEN_MISSING -> of(field.schema());
        };
    }

    /** Whether a value that was given is left out. */
    static boolean isOmitted(Field field, Value value) {
        return field.presence() == Presence.OMITTED_WHEN_ZERO
                && switch (value) {
                    case StringValue(var text) -> text.isEmpty();
                    case IntegerValue(var number) -> number == 0;
                    case BooleanValue(var truth) -> !truth;
                    case ArrayValue array -> array.isEmpty();
                    case ObjectValue object -> object.isEmpty();
                    case DecimalValue(var number) -> number == 0;
                    case NullValue ignored -> true;
                };
    }

    static Value of(Schema type) {
        return switch (type) {
            case Struct struct -> struct.zero();
            case ListSchema ignored -> NullValue.NULL;
            case MapSchema ignored -> NullValue.NULL;
            case Leaf leaf ->
                switch (leaf) {
                    case STRING, BYTES -> EMPTY_TEXT;
                    case INT32, INT64, DOUBLE, INT_OR_STRING -> NAUGHT;
                    case BOOLEAN -> BooleanValue.FALSE;
                    case QUANTITY -> NO_AMOUNT;
                    case DURATION -> Value.of("0s");
                    case TIME,
                            MICRO_TIME,
                            RAW_EXTENSION,
                            FIELDS_V1,
                            ANY,
                            SCALAR,
                            SCHEMA_OR_ARRAY,
                            SCHEMA_OR_BOOL,
                            SCHEMA_OR_STRINGS -> NullValue.NULL;
                };
        };
    }
}
