package dev.mudi.api.quantity;

import dev.mudi.api.codec.MalformedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * An exact amount, down to a billionth, with the notation it was written in (apimachinery, api/resource). Immutable.
 *
 * <p>{@link #toString} is the canonical text: no fraction, the largest suffix that leaves a whole number. Texts that upstream keeps as
 * they were given are kept here too. Equality is by value: {@code 1000m} equals {@code 1}.
 */
public final class Quantity implements Comparable<Quantity> {

    /** The notations. */
    public enum Format {
        /** {@code m}, {@code k}, {@code M}, …: powers of 1000. */
        DECIMAL_SI,
        /** {@code Ki}, {@code Mi}, …: powers of 1024. */
        BINARY_SI,
        /** {@code e3}, {@code e6}, …. */
        DECIMAL_EXPONENT
    }

    /** Nothing. */
    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI, "0");

    /** Digits after the point that are kept; what is smaller is rounded away from zero. */
    private static final int NANO = 9;

    private static final BigDecimal BINARY_SMALL = BigDecimal.valueOf(1024);
    private static final BigDecimal BINARY_MAXIMUM = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigInteger K = BigInteger.valueOf(1024);

    private final BigDecimal amount;
    private final Format format;
    private final @Nullable String text;

    Quantity(BigDecimal amount, Format format, @Nullable String text) {
        this.amount = amount;
        this.format = format;
        this.text = text;
    }

    /** A whole number in decimal notation. */
    public static Quantity of(long number) {
        return new Quantity(BigDecimal.valueOf(number), Format.DECIMAL_SI, null);
    }

    /** So many thousandths in decimal notation. */
    public static Quantity ofMilli(long thousandths) {
        return new Quantity(BigDecimal.valueOf(thousandths, 3), Format.DECIMAL_SI, null);
    }

    /** So many bytes in binary notation. */
    public static Quantity ofBytes(long bytes) {
        return new Quantity(BigDecimal.valueOf(bytes), Format.BINARY_SI, null);
    }

    /** The quantity of a text that is known to be well-formed; IllegalArgumentException if it is not. */
    public static Quantity of(String text) {
        try {
            return parse(text);
        } catch (MalformedException e) {
            throw new IllegalArgumentException(text + ": " + e.getMessage(), e);
        }
    }

    /** The quantity of a text; the messages of the refusal are upstream's. */
    public static Quantity parse(String text) throws MalformedException {
        return text.equals("0") ? ZERO : QuantityParser.parse(text);
    }

    static Quantity rounded(BigDecimal exact, Format format) {
        var amount = exact.scale() > NANO ? exact.setScale(NANO, RoundingMode.UP) : exact;
        if (format != Format.BINARY_SI) {
            return new Quantity(amount, format, null);
        }
        var size = amount.abs();
        if (size.compareTo(BINARY_MAXIMUM) > 0) {
            amount = amount.signum() < 0 ? BINARY_MAXIMUM.negate() : BINARY_MAXIMUM;
        }
        boolean fraction = size.signum() > 0 && size.compareTo(BigDecimal.ONE) < 0;
        return new Quantity(amount, fraction ? Format.DECIMAL_SI : format, null);
    }

    /** This, or the next amount of whole thousandths away from zero. */
    public Quantity roundedToMilli() {
        return amount.scale() > 3 ? new Quantity(amount.setScale(3, RoundingMode.UP), format, null) : this;
    }

    /** The exact amount. */
    public BigDecimal amount() {
        return amount;
    }

    /** The notation. */
    public Format format() {
        return format;
    }

    /** -1, 0 or 1. */
    public int sign() {
        return amount.signum();
    }

    /** Whether it is nothing. */
    public boolean isZero() {
        return amount.signum() == 0;
    }

    /** The whole number, fractions rounded away from zero; at the ends of the range of {@code long} it stays there. */
    public long value() {
        return scaled(0);
    }

    /** The number of thousandths, rounded away from zero; at the ends of the range of {@code long} it stays there. */
    public long milliValue() {
        return scaled(3);
    }

    private long scaled(int digits) {
        if ((long) amount.precision() - amount.scale() + digits > 19) {
            return amount.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        var whole = amount.movePointRight(digits).setScale(0, RoundingMode.UP).toBigInteger();
        return whole.bitLength() < 64 ? whole.longValue() : whole.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** Nearest floating point number. */
    public double doubleValue() {
        return amount.doubleValue();
    }

    /** The sum, in this notation; nothing takes on the notation of the other. */
    public Quantity plus(Quantity other) {
        return new Quantity(amount.add(other.amount), isZero() ? other.format : format, null);
    }

    /** The difference, in this notation; nothing takes on the notation of the other. */
    public Quantity minus(Quantity other) {
        return new Quantity(amount.subtract(other.amount), isZero() ? other.format : format, null);
    }

    /** The negative of this. */
    public Quantity negated() {
        return new Quantity(amount.negate(), format, null);
    }

    /** So many times this. */
    public Quantity times(long factor) {
        return new Quantity(amount.multiply(BigDecimal.valueOf(factor)), format, null);
    }

    /** The larger one; this one if they are the same. */
    public Quantity max(Quantity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quantity that && amount.compareTo(that.amount) == 0;
    }

    @Override
    public int hashCode() {
        return isZero() ? 0 : amount.stripTrailingZeros().hashCode();
    }

    /** The canonical text. */
    @Override
    public String toString() {
        if (text != null) {
            return text;
        }
        if (isZero()) {
            return "0";
        }
        boolean whole = amount.stripTrailingZeros().scale() <= 0;
        boolean binary = format == Format.BINARY_SI && whole && amount.abs().compareTo(BINARY_SMALL) >= 0;
        return binary ? binary(amount.toBigInteger()) : decimal();
    }

    private static String binary(BigInteger whole) {
        int times = 0;
        var rest = whole;
        for (var parts = rest.divideAndRemainder(K);
                parts[1].signum() == 0 && times < Suffixes.BINARY.size() - 1;
                parts = rest.divideAndRemainder(K)) {
            rest = parts[0];
            times++;
        }
        return rest + Suffixes.BINARY.get(times);
    }

    private String decimal() {
        var least = amount.stripTrailingZeros();
        int exponent = -least.scale();
        int over = Math.floorMod(exponent, 3);
        var mantissa = least.unscaledValue().multiply(BigInteger.TEN.pow(over));
        return mantissa + Suffixes.decimal(exponent - over, format == Format.DECIMAL_EXPONENT);
    }
}
