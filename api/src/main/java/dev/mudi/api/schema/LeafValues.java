package dev.mudi.api.schema;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.math.BigDecimal;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The canonical form of the values without fields. */
final class LeafValues {
    private static final int LARGEST_BYTE = 255;

    private LeafValues() {}

    /** The canonical form; the value itself where it has it already, null where it is of another type. */
    static @Nullable Value canonical(Value value, Leaf type) throws MalformedException {
        return switch (type) {
            case STRING -> value instanceof StringValue ? value : null;
            case BOOLEAN -> value instanceof BooleanValue ? value : null;
            case INT32 -> isInt32(value) ? value : null;
            case INT64 -> value instanceof IntegerValue ? value : null;
            case DOUBLE -> value instanceof IntegerValue || value instanceof DecimalValue ? value : null;
            case BYTES -> bytes(value);
            case TIME -> value instanceof StringValue text ? Times.seconds(text) : null;
            case MICRO_TIME -> value instanceof StringValue text ? Times.microseconds(text) : null;
            case DURATION -> value instanceof StringValue text ? Times.duration(text) : null;
            case QUANTITY -> quantity(value);
            case INT_OR_STRING -> value instanceof StringValue || isInt32(value) ? value : null;
            case RAW_EXTENSION, FIELDS_V1, ANY, SCALAR, SCHEMA_OR_ARRAY, SCHEMA_OR_BOOL, SCHEMA_OR_STRINGS -> value;
        };
    }

    private static boolean isInt32(Value value) {
        return value instanceof IntegerValue(var number) && number == (int) number;
    }

    private static @Nullable Value quantity(Value value) throws MalformedException {
        return switch (value) {
            case StringValue text -> {
                var canonical = Quantity.parse(text.text().strip()).toString();
                yield canonical.equals(text.text()) ? text : new StringValue(canonical);
            }
            case IntegerValue(var number) -> new StringValue(Quantity.of(number).toString());
            case DecimalValue(var number) ->
                new StringValue(Quantity.parse(BigDecimal.valueOf(number).toPlainString())
                        .toString());
            default ->
                throw new MalformedException("quantities must match the regular expression"
                        + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        };
    }

    /** A quantity in canonical form that is no finer than thousandths; the value itself where it is already. */
    static Value roundedToMilli(Value quantity) throws MalformedException {
        boolean fine = quantity instanceof StringValue(var text)
                && (text.endsWith("n") || text.endsWith("u") || text.indexOf('e') > 0);
        if (!fine) {
            return quantity;
        }
        var rounded =
                Quantity.parse(((StringValue) quantity).text()).roundedToMilli().toString();
        return rounded.equals(((StringValue) quantity).text()) ? quantity : new StringValue(rounded);
    }

    /** Go takes bytes as a list of numbers, too. */
    private static @Nullable Value bytes(Value value) throws MalformedException {
        return switch (value) {
            case StringValue text -> bytes(text);
            case ArrayValue list -> bytes(list);
            default -> null;
        };
    }

    private static @Nullable Value bytes(ArrayValue list) {
        var bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            if (!(list.get(i) instanceof IntegerValue(var number)) || number < 0 || number > LARGEST_BYTE) {
                return null;
            }
            bytes[i] = (byte) number;
        }
        return new StringValue(Base64.getEncoder().encodeToString(bytes));
    }

    private static Value bytes(StringValue value) throws MalformedException {
        var text = value.text();
        int bad = Base64Text.firstBad(text);
        if (bad < 0) {
            return value;
        }
        var plain = text.replace("\r", "").replace("\n", "");
        int stillBad = Base64Text.firstBad(plain);
        if (stillBad >= 0) {
            throw new MalformedException("illegal base64 data at input byte " + stillBad);
        }
        return new StringValue(
                Base64.getEncoder().encodeToString(Base64.getDecoder().decode(plain)));
    }
}
