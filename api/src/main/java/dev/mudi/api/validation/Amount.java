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

    /** Digits that surely fit a {@code long}. */
    private static final int LONG_DIGITS = 18;

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
        int digits = leadingDigits(quantity);
        if (digits > 0 && digits <= LONG_DIGITS) {
            var number = BigDecimal.valueOf(Long.parseLong(quantity, 0, digits, 10));
            if (digits == quantity.length()) {
                return Optional.of(number);
            }
            var suffix = quantity.substring(digits);
            if (POWERS_OF_TEN.containsKey(suffix) || isBinary(suffix)) {
                return Optional.of(scaled(number, suffix));
            }
        }
        return ofAnyForm(quantity);
    }

    private static int leadingDigits(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        return digits;
    }

    private static boolean isBinary(String suffix) {
        return suffix.length() == 2 && suffix.charAt(1) == 'i' && BINARY.indexOf(suffix.charAt(0)) >= 0;
    }

    private static Optional<BigDecimal> ofAnyForm(String quantity) {
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
        return Optional.of(scaled(number, suffix));
    }

    private static BigDecimal scaled(BigDecimal number, String suffix) {
        if (isBinary(suffix)) {
            var factor = BigInteger.ONE.shiftLeft(10 * (1 + BINARY.indexOf(suffix.charAt(0))));
            return number.multiply(new BigDecimal(factor));
        }
        return number.scaleByPowerOfTen(POWERS_OF_TEN.getOrDefault(suffix, 0));
    }

    /** The number that a quantity stands for; 0 if it is missing or none. */
    public static BigDecimal orZero(Value quantity) {
        return of(quantity).orElse(BigDecimal.ZERO);
    }
}
