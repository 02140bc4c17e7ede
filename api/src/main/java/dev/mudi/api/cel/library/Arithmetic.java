package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.BytesVal;
import dev.mudi.api.cel.value.DoubleVal;
import dev.mudi.api.cel.value.DurationVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Times;
import dev.mudi.api.cel.value.TimestampVal;
import dev.mudi.api.cel.value.UintVal;
import dev.mudi.api.cel.value.Val;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** {@code + - * / %} and the signs (cel-spec, "Standard definitions"); overflow is an error. Pure. */
final class Arithmetic {
    static final Map<String, Function> FUNCTIONS = Map.of(
            "_+_", Arithmetic::add,
            "_-_", Arithmetic::subtract,
            "_*_", Arithmetic::multiply,
            "_/_", Arithmetic::divide,
            "_%_", Arithmetic::modulo,
            "-_", Arithmetic::negate,
            "!_", Arithmetic::not);

    private static final ErrorVal OVERFLOW = new ErrorVal("integer overflow");
    private static final ErrorVal UNSIGNED_OVERFLOW = new ErrorVal("unsigned integer overflow");
    private static final ErrorVal BY_ZERO = new ErrorVal("division by zero");
    private static final ErrorVal MODULUS_BY_ZERO = new ErrorVal("modulus by zero");
    private static final BigInteger UNSIGNED = BigInteger.ONE.shiftLeft(64);

    private Arithmetic() {}

    static Val add(Val... both) {
        return switch (both[0]) {
            case IntVal(var a) when both[1] instanceof IntVal(var b) -> exact(() -> Math.addExact(a, b));
            case UintVal(var a) when both[1] instanceof UintVal(var b) -> unsigned(big(a).add(big(b)));
            case DoubleVal(var a) when both[1] instanceof DoubleVal(var b) -> new DoubleVal(a + b);
            case StringVal(var a)
            when both[1] instanceof StringVal(var b) -> {
                Limits.characters((long) a.length() + b.length());
                yield new StringVal(a + b);
            }
            case BytesVal(var a)
            when both[1] instanceof BytesVal(var b) -> {
                Limits.characters((long) a.length + b.length);
                var joined = Arrays.copyOf(a, a.length + b.length);
                System.arraycopy(b, 0, joined, a.length, b.length);
                yield new BytesVal(joined);
            }
            case ListVal list -> joined(list, both[1]);
            case DurationVal(var a)
            when both[1] instanceof DurationVal(var b) ->
                nanos(BigInteger.valueOf(a).add(BigInteger.valueOf(b)));
            case DurationVal(var a) when both[1] instanceof TimestampVal time -> Times.plus(time, a);
            case TimestampVal time when both[1] instanceof DurationVal(var b) -> Times.plus(time, b);
            case BoolVal ignored -> none("_+_");
            default -> ErrorVal.NO_SUCH_OVERLOAD;
        };
    }

    private static Val joined(ListVal list, Val other) {
        try {
            return list.plus(other);
        } catch (ArithmeticException e) {
            throw new TooLargeException("a list may not have more items than a long can count");
        }
    }

    private static Val subtract(Val... both) {
        return switch (both[0]) {
            case IntVal(var a) when both[1] instanceof IntVal(var b) -> exact(() -> Math.subtractExact(a, b));
            case UintVal(var a) when both[1] instanceof UintVal(var b) -> unsigned(big(a).subtract(big(b)));
            case DoubleVal(var a) when both[1] instanceof DoubleVal(var b) -> new DoubleVal(a - b);
            case DurationVal(var a)
            when both[1] instanceof DurationVal(var b) ->
                nanos(BigInteger.valueOf(a).subtract(BigInteger.valueOf(b)));
            case TimestampVal time
            when both[1] instanceof DurationVal(var b) ->
                TimestampVal.checked(time.instant().minusNanos(b), time.offset());
            case TimestampVal a when both[1] instanceof TimestampVal b -> between(a, b);
            case IntVal ignored -> ErrorVal.NO_SUCH_OVERLOAD;
            case UintVal ignored -> ErrorVal.NO_SUCH_OVERLOAD;
            case DoubleVal ignored -> ErrorVal.NO_SUCH_OVERLOAD;
            case DurationVal ignored -> ErrorVal.NO_SUCH_OVERLOAD;
            case TimestampVal ignored -> ErrorVal.NO_SUCH_OVERLOAD;
            default -> none("_-_");
        };
    }

    private static Val between(TimestampVal a, TimestampVal b) {
        var between = Duration.between(b.instant(), a.instant());
        return nanos(BigInteger.valueOf(between.getSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(between.getNano())));
    }

    private static Val multiply(Val... both) {
        return switch (both[0]) {
            case IntVal(var a) when both[1] instanceof IntVal(var b) -> exact(() -> Math.multiplyExact(a, b));
            case UintVal(var a) when both[1] instanceof UintVal(var b) -> unsigned(big(a).multiply(big(b)));
            case DoubleVal(var a) when both[1] instanceof DoubleVal(var b) -> new DoubleVal(a * b);
            default -> mismatch("_*_", both[0]);
        };
    }

    private static Val divide(Val... both) {
        return switch (both[0]) {
            case IntVal(var a)
            when both[1] instanceof IntVal(var b) -> b == 0 ? BY_ZERO : exact(() -> Math.divideExact(a, b));
            case UintVal(var a)
            when both[1] instanceof UintVal(var b) -> b == 0 ? BY_ZERO : new UintVal(Long.divideUnsigned(a, b));
            case DoubleVal(var a) when both[1] instanceof DoubleVal(var b) -> new DoubleVal(a / b);
            default -> mismatch("_/_", both[0]);
        };
    }

    private static Val modulo(Val... both) {
        return switch (both[0]) {
            case IntVal(var a)
            when both[1] instanceof IntVal(var b) ->
                b == 0 ? MODULUS_BY_ZERO : a == Long.MIN_VALUE && b == -1 ? OVERFLOW : new IntVal(a % b);
            case UintVal(var a)
            when both[1] instanceof UintVal(var b) ->
                b == 0 ? MODULUS_BY_ZERO : new UintVal(Long.remainderUnsigned(a, b));
            case DoubleVal ignored -> none("_%_");
            default -> mismatch("_%_", both[0]);
        };
    }

    private static Val negate(Val... one) {
        return switch (one[0]) {
            case IntVal(var number) -> exact(() -> Math.negateExact(number));
            case DoubleVal(var number) -> new DoubleVal(-number);
            case DurationVal(var nanos) -> nanos(BigInteger.valueOf(nanos).negate());
            default -> ErrorVal.NO_SUCH_OVERLOAD;
        };
    }

    private static Val not(Val... one) {
        return one[0] instanceof BoolVal(var truth) ? BoolVal.of(!truth) : ErrorVal.NO_SUCH_OVERLOAD;
    }

    /** What upstream says depends on whether the first value has the operator at all. */
    private static Val mismatch(String operator, Val first) {
        return switch (first) {
            case IntVal ignored -> ErrorVal.NO_SUCH_OVERLOAD;
            case UintVal ignored -> ErrorVal.NO_SUCH_OVERLOAD;
            case DoubleVal ignored -> ErrorVal.NO_SUCH_OVERLOAD;
            default -> none(operator);
        };
    }

    private static Val none(String operator) {
        return new ErrorVal("no such overload: " + operator);
    }

    private interface Whole {
        long compute();
    }

    private static Val exact(Whole number) {
        try {
            return new IntVal(number.compute());
        } catch (ArithmeticException e) {
            return OVERFLOW;
        }
    }

    private static BigInteger big(long bits) {
        return bits >= 0 ? BigInteger.valueOf(bits) : BigInteger.valueOf(bits).add(UNSIGNED);
    }

    private static Val unsigned(BigInteger number) {
        return number.signum() < 0 || number.compareTo(UNSIGNED) >= 0
                ? UNSIGNED_OVERFLOW
                : new UintVal(number.longValue());
    }

    private static Val nanos(BigInteger nanos) {
        return nanos.bitLength() > 63 ? OVERFLOW : new DurationVal(nanos.longValue());
    }
}
