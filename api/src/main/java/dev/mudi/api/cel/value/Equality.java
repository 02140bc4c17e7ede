package dev.mudi.api.cel.value;

import org.jspecify.annotations.Nullable;

/** Whether values are equal (cel-spec, "Equality"): numbers across their types, different types are different. Pure. */
public final class Equality {
    private Equality() {}

    /** True, false, or the error that it cannot be said. */
    public static Val equal(Val left, Val right) {
        if (left instanceof NullVal || right instanceof NullVal) {
            return BoolVal.of(left instanceof NullVal && right instanceof NullVal);
        }
        return switch (left) {
            case IntVal ignored -> numbers(left, right);
            case UintVal ignored -> numbers(left, right);
            case DoubleVal ignored -> numbers(left, right);
            case ListVal list -> list.equalTo(right);
            case MapVal map -> map.equalTo(right);
            case OpaqueVal opaque -> opaque.equalTo(right);
            case OptionalVal(var held) -> optionals(held, right);
            case TimestampVal(var instant, var ignored) ->
                BoolVal.of(right instanceof TimestampVal(var that, var offset) && that.equals(instant));
            case TypeVal(var of) ->
                BoolVal.of(right instanceof TypeVal(var that) && that.name().equals(of.name()));
            case ErrorVal ignored -> left;
            default -> BoolVal.of(left.equals(right));
        };
    }

    private static Val numbers(Val left, Val right) {
        return BoolVal.of(
                Numbers.compare(left, right).filter(order -> order == 0).isPresent());
    }

    private static Val optionals(@Nullable Val held, Val right) {
        if (!(right instanceof OptionalVal(var that))) {
            return BoolVal.FALSE;
        }
        if (held == null || that == null) {
            return BoolVal.of(held == null && that == null);
        }
        return equal(held, that);
    }
}
