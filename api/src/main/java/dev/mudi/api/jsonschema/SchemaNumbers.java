package dev.mudi.api.jsonschema;

import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.Value;
import java.math.BigDecimal;
import java.util.Optional;

/** Numbers as schemas compare them (kube-openapi, validate/values). Stateless. */
public final class SchemaNumbers {
    private static final double LAST_EXACT = (1L << 53) - 1;

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

    /** Whether a number with a point or exponent counts as an integer: no further than integers are exact (swag, IsFloat64AJSONInteger). */
    static boolean isWhole(double number) {
        return number == Math.rint(number) && Math.abs(number) <= LAST_EXACT;
    }

    /** The type that a number is too large for, as messages name it; empty if it is not. */
    static Optional<String> outOfRange(Value value, String type, String format) {
        if (!type.equals("integer")) {
            return Optional.empty();
        }
        boolean small = format.equals("int32");
        int bits = small ? Integer.SIZE : Long.SIZE;
        boolean fits = decimal(value)
                .filter(number -> number.stripTrailingZeros().scale() <= 0)
                .filter(number -> number.toBigIntegerExact().bitLength() < bits)
                .isPresent();
        if (fits) {
            return Optional.empty();
        }
        boolean named = small || format.equals("int64");
        return Optional.of("integer " + (named ? "with format " + format : "(default format)"));
    }
}
