package dev.mudi.api.cel.value;

import java.util.Arrays;

/** Which of two values comes first. Pure. */
public final class Order {
    private Order() {}

    /** Whether values of this type have an order at all. */
    public static boolean isOrdered(Val value) {
        return switch (value) {
            case BoolVal ignored -> true;
            case IntVal ignored -> true;
            case UintVal ignored -> true;
            case DoubleVal ignored -> true;
            case StringVal ignored -> true;
            case BytesVal ignored -> true;
            case TimestampVal ignored -> true;
            case DurationVal ignored -> true;
            default -> false;
        };
    }

    /** -1, 0 or 1 as an int, or the error that these have no order. */
    public static Val compare(Val left, Val right) {
        return switch (left) {
            case StringVal(var a) when right instanceof StringVal(var b) -> sign(texts(a, b));
            case BytesVal(var a) when right instanceof BytesVal(var b) -> sign(Arrays.compareUnsigned(a, b));
            case BoolVal(var a) when right instanceof BoolVal(var b) -> sign(Boolean.compare(a, b));
            case DurationVal(var a) when right instanceof DurationVal(var b) -> sign(Long.compare(a, b));
            case TimestampVal(var a, var ignored)
            when right instanceof TimestampVal(var b, var offset) -> sign(a.compareTo(b));
            default -> numbers(left, right);
        };
    }

    private static Val numbers(Val left, Val right) {
        if (!Numbers.isNumber(left) || !Numbers.isNumber(right)) {
            return right.isError() ? right : ErrorVal.NO_SUCH_OVERLOAD;
        }
        return Numbers.compare(left, right)
                .<Val>map(Order::sign)
                .orElseGet(() -> new ErrorVal("NaN values cannot be ordered"));
    }

    private static IntVal sign(int order) {
        return new IntVal(Integer.signum(order));
    }

    /** By code points, which is the order of the bytes of UTF-8. */
    private static int texts(String a, String b) {
        int most = Math.min(a.length(), b.length());
        for (int i = 0; i < most; i++) {
            char one = a.charAt(i);
            char two = b.charAt(i);
            if (one != two) {
                boolean split = Character.isSurrogate(one) != Character.isSurrogate(two);
                return split ? (Character.isSurrogate(one) ? 1 : -1) : Character.compare(one, two);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
