package dev.mudi.api.cel.cost;

/**
 * A size or a cost: at least and at most so much. Bits are read without sign.
 *
 * @param least the lower bound
 * @param most the upper bound
 */
public record Range(long least, long most) {
    /** Nothing. */
    static final Range ZERO = fixed(0);

    /** One. */
    static final Range ONE = fixed(1);

    /** The greatest number. */
    static final long UNBOUNDED = -1;

    /** Any size. */
    static final Range ANY = new Range(0, UNBOUNDED);

    private static final double TWO_TO_64 = 0x1p64;

    /** Exactly so much. */
    public static Range fixed(long number) {
        return new Range(number, number);
    }

    Range plus(Range other) {
        return new Range(plus(least, other.least), plus(most, other.most));
    }

    Range times(Range other) {
        return new Range(times(least, other.least), times(most, other.most));
    }

    Range times(double factor) {
        return new Range(times(least, factor), times(most, factor));
    }

    /** What covers both. */
    Range or(Range other) {
        return new Range(
                Long.compareUnsigned(other.least, least) < 0 ? other.least : least,
                Long.compareUnsigned(other.most, most) > 0 ? other.most : most);
    }

    static long plus(long a, long b) {
        long sum = a + b;
        return Long.compareUnsigned(sum, a) < 0 ? UNBOUNDED : sum;
    }

    /** The product, or the greatest number. */
    public static long times(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b) != 0 ? UNBOUNDED : a * b;
    }

    private static long times(long number, double factor) {
        double product = Math.ceil(toDouble(number) * factor);
        if (product >= TWO_TO_64) {
            return UNBOUNDED;
        }
        return ofDouble(product);
    }

    static double toDouble(long bits) {
        return bits >= 0 ? bits : (double) ((bits >>> 1) | (bits & 1)) * 2;
    }

    static long ofDouble(double number) {
        return number < 0x1p63 ? (long) number : (long) (number - 0x1p63) ^ Long.MIN_VALUE;
    }

    /** The smaller of two numbers. */
    static long smaller(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    /** The upper bound as a floating-point number. */
    public double mostAsDouble() {
        return toDouble(most);
    }
}
