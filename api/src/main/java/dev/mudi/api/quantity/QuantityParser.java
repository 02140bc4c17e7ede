package dev.mudi.api.quantity;

import dev.mudi.api.codec.MalformedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Reads {@code <sign><digits>.<digits><suffix>}. For one text. */
final class QuantityParser {
    private static final String WRONG_FORMAT =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private static final String WRONG_SUFFIX = "unable to parse quantity's suffix";

    /** Exponents beyond are refused; the numbers would have more digits than memory. */
    private static final int MAX_EXPONENT = 10_000;

    /** Digits that surely fit a {@code long}. */
    private static final int LONG_DIGITS = 18;

    private final String text;
    private int at;

    private QuantityParser(String text) {
        this.text = text;
    }

    private record Scale(Quantity.Format format, int exponent) {}

    static Quantity parse(String text) throws MalformedException {
        if (text.isEmpty()) {
            throw new MalformedException(WRONG_FORMAT);
        }
        return new QuantityParser(text).read();
    }

    private Quantity read() throws MalformedException {
        boolean negative = text.startsWith("-");
        at = negative || text.startsWith("+") ? 1 : 0;
        while (at < text.length() && text.charAt(at) == '0') {
            at++;
        }
        var whole = digits();
        var fraction = "";
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            fraction = digits();
        }
        int suffixAt = at;
        skipSuffix();
        if (at < text.length()) {
            throw new MalformedException(WRONG_FORMAT);
        }
        var scale = scale(text.substring(suffixAt));
        var shifted = (whole.isEmpty() ? "0" : whole) + fraction;
        var unscaled = unscaled(negative, shifted);
        var amount = scale.format == Quantity.Format.BINARY_SI
                ? new BigDecimal(unscaled.shiftLeft(scale.exponent), fraction.length())
                : new BigDecimal(unscaled, fraction.length() - scale.exponent);
        var kept = kept(shifted, fraction.length(), scale);
        return kept == null ? Quantity.rounded(amount, scale.format) : new Quantity(amount, scale.format, kept);
    }

    private static BigInteger unscaled(boolean negative, String digits) {
        if (digits.length() > LONG_DIGITS) {
            return new BigInteger(negative ? "-" + digits : digits);
        }
        long number = Long.parseLong(digits);
        return BigInteger.valueOf(negative ? -number : number);
    }

    /** The text itself where upstream keeps it as it was given: where it is canonical at a glance. */
    private @Nullable String kept(String digits, int fraction, Scale scale) {
        if (digits.charAt(0) == '0') {
            return null;
        }
        if (scale.format == Quantity.Format.BINARY_SI) {
            int room = 15 - digits.length() - (int) (scale.exponent * 3f / 10) - 1;
            return fraction == 0 && room >= 0 && (Long.parseLong(digits) & 7) != 0 ? text : null;
        }
        int power = scale.exponent - fraction;
        boolean fits = digits.length() <= LONG_DIGITS && power >= -9;
        return fits && power % 3 == 0 && !digits.endsWith("000") ? text : null;
    }

    private String digits() {
        int start = at;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private void skipSuffix() {
        while (at < text.length() && "eEinumkKMGTP".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
            at++;
        }
        digits();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Scale scale(String suffix) throws MalformedException {
        var power = Suffixes.DECIMAL.get(suffix);
        if (power != null) {
            return new Scale(Quantity.Format.DECIMAL_SI, power);
        }
        int binary = Suffixes.BINARY.indexOf(suffix);
        if (binary > 0) {
            return new Scale(Quantity.Format.BINARY_SI, binary * 10);
        }
        if (suffix.length() > 1 && (suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E')) {
            try {
                int exponent = Integer.parseInt(suffix, 1, suffix.length(), 10);
                if (Math.abs(exponent) <= MAX_EXPONENT) {
                    return new Scale(Quantity.Format.DECIMAL_EXPONENT, exponent);
                }
            } catch (NumberFormatException e) {
                throw new MalformedException(WRONG_SUFFIX, e);
            }
        }
        throw new MalformedException(WRONG_SUFFIX);
    }
}
