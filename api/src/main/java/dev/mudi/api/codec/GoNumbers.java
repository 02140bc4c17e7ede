package dev.mudi.api.codec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Floating-point numbers as Go writes them. Pure. */
public final class GoNumbers {
    private static final int LARGE_EXPONENT = 6;
    private static final int SMALL_EXPONENT = -4;

    private static final double SMALLEST_PLAIN = 1e-6;
    private static final double LARGEST_PLAIN = 1e21;

    private GoNumbers() {}

    /** The shortest text that means the number ({@code %v}, {@code %g}). */
    public static String shortest(double number) {
        if (!Double.isFinite(number)) {
            return special(number);
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        var exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= SMALL_EXPONENT && exponent < LARGE_EXPONENT) {
            return exact.toPlainString();
        }
        var digits = exact.unscaledValue().abs().toString();
        var text = new StringBuilder(exact.signum() < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        return exponent(text, exponent);
    }

    /** The shortest text that means the number, as encoding/json writes it: with an exponent only if it is very small or large. */
    public static String json(double number) {
        double size = Math.abs(number);
        if (size == 0 || (size >= SMALLEST_PLAIN && size < LARGEST_PLAIN)) {
            return plain(number);
        }
        return shortest(number).replaceFirst("e-0(?=\\d$)", "e-");
    }

    /** The shortest text that means the number, without exponent ({@code strconv 'f', -1}). */
    public static String plain(double number) {
        if (!Double.isFinite(number)) {
            return special(number);
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    /** So many digits behind the point ({@code %.6f}). */
    public static String fixed(double number, int digits) {
        if (!Double.isFinite(number)) {
            return special(number);
        }
        var text =
                new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
        boolean negative = number < 0 || (number == 0 && 1 / number < 0);
        return negative && !text.startsWith("-") ? "-" + text : text;
    }

    /** So many digits behind the point; zero has no sign, but what is rounded to zero keeps it. */
    public static String rounded(double number, int digits) {
        return number == 0 ? fixed(0, digits) : fixed(number, digits);
    }

    /** One digit before the point, so many behind it, and the power of ten ({@code %.6e}). */
    public static List<String> scientific(double number, int digits) {
        var exact = new BigDecimal(number);
        if (exact.signum() == 0) {
            return List.of(rounded(0, digits), "0");
        }
        int exponent = exact.precision() - exact.scale() - 1;
        var mantissa = exact.movePointLeft(exponent).setScale(digits, RoundingMode.HALF_EVEN);
        if (mantissa.abs().compareTo(BigDecimal.TEN) >= 0) {
            mantissa = mantissa.movePointLeft(1).setScale(digits, RoundingMode.HALF_EVEN);
            exponent++;
        }
        return List.of(mantissa.toPlainString(), Integer.toString(exponent));
    }

    private static String exponent(StringBuilder text, int exponent) {
        int size = Math.abs(exponent);
        return text.append('e')
                .append(exponent < 0 ? '-' : '+')
                .append(size < 10 ? "0" : "")
                .append(size)
                .toString();
    }

    private static String special(double number) {
        return Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
    }
}
