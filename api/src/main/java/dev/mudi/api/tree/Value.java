package dev.mudi.api.tree;

/** A JSON value. Immutable and safe to share between threads; {@code equals} compares contents, objects without regard to order. */
public sealed interface Value
        permits ObjectValue, ArrayValue, StringValue, IntegerValue, DecimalValue, BooleanValue, NullValue {

    /** The text of a string value, a string. */
    static Value of(String text) {
        return new StringValue(text);
    }

    /** A whole number, all of the range of {@code long}. */
    static Value of(long number) {
        return new IntegerValue(number);
    }

    /** True or false. */
    static Value of(boolean truth) {
        return truth ? BooleanValue.TRUE : BooleanValue.FALSE;
    }

    /** How JSON calls this type of value: {@code object}, {@code array}, {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code null}. */
    default String typeName() {
        return switch (this) {
            case ObjectValue ignored -> "object";
            case ArrayValue ignored -> "array";
            case StringValue ignored -> "string";
            case IntegerValue ignored -> "integer";
            case DecimalValue ignored -> "number";
            case BooleanValue ignored -> "boolean";
            case NullValue ignored -> "null";
        };
    }
}
