package dev.mudi.api.validation;

import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The numbers that quantities stand for, exact, for rules that compare them (Kubernetes reference, Quantity). Stateless. */
public final class Amount {
    private static final Pattern FORM =
            Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(?:([eE][+-]?\\d{1,3})|([numkMGTPE]|[KMGTPE]i)?)");
    private static final Map<String, Integer> POWERS_OF_TEN =
            Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
    private static final String BINARY = "KMGTPE";

    private Amount() {}

    /** The number that a quantity stands for; empty if it is none. */
    public static Optional<BigDecimal> of(Value quantity) {
        return switch (quantity) {
            case StringValue(var text) -> of(text);
            case IntegerValue(var number) -> Optional.of(BigDecimal.valueOf(number));
            case DecimalValue(var number) -> Optional.of(BigDecimal.valueOf(number));
            default -> Optional.empty();
        };
    }

    /** The number that a quantity stands for; empty if it is none. */
    public static Optional<BigDecimal> of(String quantity) {
        var parts = FORM.matcher(quantity);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(parts.group(1));
        if (parts.group(2) != null) {
            return Optional.of(
                    number.scaleByPowerOfTen(Integer.parseInt(parts.group(2).substring(1))));
        }
        var suffix = parts.group(3);
        if (suffix == null) {
            return Optional.of(number);
        }
        if (suffix.endsWith("i")) {
            var factor = BigInteger.ONE.shiftLeft(10 * (1 + BINARY.indexOf(suffix.charAt(0))));
            return Optional.of(number.multiply(new BigDecimal(factor)));
        }
        return Optional.of(number.scaleByPowerOfTen(POWERS_OF_TEN.getOrDefault(suffix, 0)));
    }

    /** The number that a quantity stands for; 0 if it is missing or none. */
    public static BigDecimal orZero(Value quantity) {
        return of(quantity).orElse(BigDecimal.ZERO);
    }
}
