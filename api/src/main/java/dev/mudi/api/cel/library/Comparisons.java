package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.BytesVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.MapVal;
import dev.mudi.api.cel.value.OpaqueVal;
import dev.mudi.api.cel.value.Order;
import dev.mudi.api.cel.value.Sizes;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import java.util.Map;
import java.util.function.LongPredicate;

/** {@code < <= > >= in size}. Pure. */
final class Comparisons {
    static final Map<String, Function> FUNCTIONS = Map.of(
            "_<_", both -> compare("_<_", both, order -> order < 0),
            "_<=_", both -> compare("_<=_", both, order -> order <= 0),
            "_>_", both -> compare("_>_", both, order -> order > 0),
            "_>=_", both -> compare("_>=_", both, order -> order >= 0),
            "@in", Comparisons::in,
            "size", Comparisons::size);

    private Comparisons() {}

    private static Val compare(String operator, Val[] both, LongPredicate holds) {
        if (!Order.isOrdered(both[0])) {
            return new ErrorVal("no such overload: " + operator);
        }
        var order = Order.compare(both[0], both[1]);
        return order instanceof IntVal(var sign) ? BoolVal.of(holds.test(sign)) : order;
    }

    private static Val in(Val... both) {
        return switch (both[1]) {
            case ListVal list -> {
                Limits.items(list.size());
                yield list.contains(both[0]);
            }
            case MapVal map -> {
                var found = map.find(both[0]);
                yield found != null && found.isError() ? found : BoolVal.of(found != null);
            }
            default -> ErrorVal.NO_SUCH_OVERLOAD;
        };
    }

    private static Val size(Val... one) {
        return switch (one[0]) {
            case StringVal text -> new IntVal(text.length());
            case BytesVal(var bytes) -> new IntVal(bytes.length);
            case ListVal list -> new IntVal(list.size());
            case MapVal map -> new IntVal(map.size());
            case OpaqueVal opaque when opaque.size() != 1 -> new IntVal(Sizes.of(opaque));
            default -> new ErrorVal("no such overload: size");
        };
    }
}
