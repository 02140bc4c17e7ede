package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.BytesVal;
import dev.mudi.api.cel.value.DoubleVal;
import dev.mudi.api.cel.value.DurationVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.NullVal;
import dev.mudi.api.cel.value.OptionalVal;
import dev.mudi.api.cel.value.PlainList;
import dev.mudi.api.cel.value.PlainMap;
import dev.mudi.api.cel.value.Shown;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.TimestampVal;
import dev.mudi.api.cel.value.UintVal;
import dev.mudi.api.cel.value.Val;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;

/** Values that may be missing: {@code optional.of()}, {@code hasValue()} and the like. Pure. */
final class OptionalFunctions {
    static final Map<String, Function> FUNCTIONS = Map.of(
            "optional.of", one -> OptionalVal.of(one[0]),
            "optional.ofNonZeroValue", one -> isZero(one[0]) ? OptionalVal.NONE : OptionalVal.of(one[0]),
            "optional.none", none -> OptionalVal.NONE,
            "optional.unwrap", OptionalFunctions::unwrap,
            "unwrapOpt", OptionalFunctions::unwrap,
            "value",
                    one -> one[0] instanceof OptionalVal optional
                            ? optional.value()
                            : ErrorVal.noSuchOverload("value", one),
            "hasValue",
                    one -> one[0] instanceof OptionalVal(var held)
                            ? BoolVal.of(held != null)
                            : ErrorVal.noSuchOverload("hasValue", one),
            "first", one -> end("first", one[0], true),
            "last", one -> end("last", one[0], false));

    private static final Instant ZERO_TIME = Instant.parse("0001-01-01T00:00:00Z");

    private OptionalFunctions() {}

    private static boolean isZero(Val value) {
        return switch (value) {
            case NullVal ignored -> true;
            case BoolVal(var truth) -> !truth;
            case IntVal(var number) -> number == 0;
            case UintVal(var bits) -> bits == 0;
            case DoubleVal(var number) -> number == 0;
            case StringVal(var text) -> text.isEmpty();
            case BytesVal(var bytes) -> bytes.length == 0;
            case DurationVal(var nanos) -> nanos == 0;
            case TimestampVal(var instant, var ignored) -> instant.equals(ZERO_TIME);
            case PlainList list -> list.size() == 0;
            case PlainMap map -> map.size() == 0;
            case OptionalVal(var held) -> held == null;
            default -> false;
        };
    }

    private static Val unwrap(Val... one) {
        if (!(one[0] instanceof ListVal list)) {
            return ErrorVal.noSuchOverload("optional.unwrap", one);
        }
        var held = new ArrayList<Val>();
        for (var item : Limits.of(list)) {
            if (!(item instanceof OptionalVal(var value))) {
                return new ErrorVal("value " + Shown.of(item) + " is not optional");
            }
            if (value != null) {
                held.add(value);
            }
        }
        return new PlainList(held);
    }

    private static Val end(String name, Val value, boolean first) {
        if (!(value instanceof ListVal list)) {
            return ErrorVal.noSuchOverload(name, value);
        }
        return list.size() == 0 ? OptionalVal.NONE : OptionalVal.of(list.get(first ? 0 : list.size() - 1));
    }
}
