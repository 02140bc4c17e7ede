package dev.mudi.api.cel.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the three types of numbers have to do with each other. Pure. */
public final class Numbers {
    private static final double TWO_TO_63 = 0x1p63;
    private static final double TWO_TO_64 = 0x1p64;

    private Numbers() {}

    /** A number as the index of a list, if it is a whole one. */
    public static Optional<Long> index(Val value) {
        return switch (value) {
            case IntVal(var number) -> Optional.of(number);
            case UintVal(var bits) -> bits < 0 ? Optional.empty() : Optional.of(bits);
            case DoubleVal(var number) -> wholeLong(number);
            default -> Optional.empty();
        };
    }

    static Val badIndex(Val index) {
        if (index.isError()) {
            return index;
        }
        boolean number = index instanceof DoubleVal || index instanceof UintVal;
        return new ErrorVal(
                number
                        ? "unsupported index value " + Shown.of(index) + " in list"
                        : "unsupported index type '" + index.type().name() + "' in list");
    }

    /** A floating-point number as a whole one, if nothing is lost. */
    static Optional<Long> wholeLong(double number) {
        boolean fits = number == Math.rint(number) && number >= -TWO_TO_63 && number < TWO_TO_63;
        return fits ? Optional.of((long) number) : Optional.empty();
    }

    /** A floating-point number as the bits of one without sign, if nothing is lost. */
    static Optional<Long> wholeUnsigned(double number) {
        boolean fits = number == Math.rint(number) && number >= 0 && number < TWO_TO_64;
        return fits ? Optional.of(unsigned(number)) : Optional.empty();
    }

    /** The bits of a floating-point number from 0 to below 2^64, its fraction cut off. */
    static long unsigned(double number) {
        return number < TWO_TO_63
                ? (long) number
                : new BigDecimal(number).toBigInteger().longValue();
    }

    /** A number without sign as a floating-point one. */
    public static double toDouble(UintVal value) {
        return value.bits() >= 0 ? value.bits() : new BigInteger(Long.toUnsignedString(value.bits())).doubleValue();
    }

    /** The keys of other types of numbers that mean the same as a key. */
    static List<Val> sameKeys(Val key) {
        return switch (key) {
            case IntVal(var number) when number >= 0 -> List.of(new UintVal(number));
            case UintVal(var bits) when bits >= 0 -> List.of(new IntVal(bits));
            case DoubleVal(var number) -> {
                var same = new ArrayList<Val>(2);
                wholeLong(number).ifPresent(whole -> same.add(new IntVal(whole)));
                wholeUnsigned(number).ifPresent(bits -> same.add(new UintVal(bits)));
                yield same;
            }
            default -> List.of();
        };
    }

    /** Which of two numbers is greater; empty if one of them is not a number (NaN) or no number. */
    static Optional<Integer> compare(Val left, Val right) {
        return switch (left) {
            case IntVal(var a) ->
                switch (right) {
                    case IntVal(var b) -> Optional.of(Long.compare(a, b));
                    case UintVal(var b) -> Optional.of(a < 0 || b < 0 ? -1 : Long.compare(a, b));
                    case DoubleVal(var b) -> exact(left, b);
                    default -> Optional.empty();
                };
            case UintVal(var a) ->
                switch (right) {
                    case IntVal(var b) -> Optional.of(b < 0 || a < 0 ? 1 : Long.compare(a, b));
                    case UintVal(var b) -> Optional.of(Long.compareUnsigned(a, b));
                    case DoubleVal(var b) -> exact(left, b);
                    default -> Optional.empty();
                };
            case DoubleVal(var a) ->
                switch (right) {
                    case DoubleVal(var b) -> doubles(a, b);
                    case IntVal ignored -> exact(right, a).map(order -> -order);
                    case UintVal ignored -> exact(right, a).map(order -> -order);
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static Optional<Integer> exact(Val whole, double number) {
        if (Double.isNaN(number)) {
            return Optional.empty();
        }
        boolean signed = whole instanceof IntVal;
        if (signed ? number < -TWO_TO_63 : number < 0) {
            return Optional.of(1);
        }
        if (signed ? number > TWO_TO_63 : number > TWO_TO_64) {
            return Optional.of(-1);
        }
        double as = whole instanceof IntVal(var value) ? value : toDouble((UintVal) whole);
        return doubles(as, number);
    }

    private static Optional<Integer> doubles(double a, double b) {
        if (Double.isNaN(a) || Double.isNaN(b)) {
            return Optional.empty();
        }
        return Optional.of(a < b ? -1 : a > b ? 1 : 0);
    }

    static boolean isNumber(Val value) {
        return value instanceof IntVal || value instanceof UintVal || value instanceof DoubleVal;
    }
}
