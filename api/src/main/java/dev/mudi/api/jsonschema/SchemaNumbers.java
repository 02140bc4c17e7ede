package dev.mudi.api.jsonschema;

import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.Value;
import java.math.BigDecimal;
import java.util.Optional;

/** Numbers as schemas compare them (kube-openapi, validate/values). Stateless. */
public final class SchemaNumbers {
    private SchemaNumbers() {}

    /** The number; empty for what is none. */
    public static Optional<BigDecimal> decimal(Value value) {
        return switch (value) {
            case IntegerValue(var number) ->
                Optional.of(BigDecimal.valueOf(number).stripTrailingZeros());
            case DecimalValue(var number)
            when Double.isFinite(number) -> Optional.of(new BigDecimal(Double.toString(number)).stripTrailingZeros());
            default -> Optional.empty();
        };
    }

    /** A limit as it counts for a value: for a whole number the whole part of it. */
    static Optional<Value> limitFor(Value value, Value limit) {
        if (decimal(limit).isEmpty()) {
            return Optional.empty();
        }
        return value instanceof IntegerValue && limit instanceof DecimalValue(var number)
                ? Optional.of(Value.of((long) number))
                : Optional.of(limit);
    }

    static int compare(Value value, Value limit) {
        return decimal(value).orElse(BigDecimal.ZERO).compareTo(decimal(limit).orElse(BigDecimal.ZERO));
    }

    static boolean isMultiple(Value value, Value step) {
        return decimal(value)
                        .orElse(BigDecimal.ZERO)
                        .remainder(decimal(step).orElse(BigDecimal.ONE))
                        .signum()
                == 0;
    }

    /** As messages show it. */
    public static String shown(Value number) {
        return decimal(number).map(BigDecimal::toPlainString).orElse("");
    }

    /** The type that a number is too large for, as messages name it; empty if it is not. */
    static Optional<String> outOfRange(Value value, String type, String format) {
        if (!type.equals("integer")) {
            return Optional.empty();
        }
        boolean small = format.equals("int32");
        boolean fits = value instanceof IntegerValue(var number)
                ? !small || number == (int) number
                : value instanceof DecimalValue(var decimal) && decimal == Math.rint(decimal);
        if (fits) {
            return Optional.empty();
        }
        boolean named = small || format.equals("int64");
        return Optional.of("integer " + (named ? "with format " + format : "(default format)"));
    }
}
