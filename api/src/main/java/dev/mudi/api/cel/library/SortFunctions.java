package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.DoubleVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.Order;
import dev.mudi.api.cel.value.PlainList;
import dev.mudi.api.cel.value.Val;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The order of lists: {@code isSorted min max sort sortBy}. Pure. */
final class SortFunctions {
    static final Map<String, Function> FUNCTIONS = Map.of(
            "isSorted", SortFunctions::isSorted,
            "min", one -> extreme("min", one[0], 1),
            "max", one -> extreme("max", one[0], -1),
            "sort", one -> sorted("sort", one[0], one[0]),
            "@sortByAssociatedKeys", both -> sorted("@sortByAssociatedKeys", both[0], both[1]));

    private SortFunctions() {}

    private static Val isSorted(Val... one) {
        if (!(one[0] instanceof ListVal list)) {
            return ErrorVal.noSuchOverload("isSorted", one);
        }
        Val before = null;
        for (var item : Limits.of(list)) {
            if (!Order.isOrdered(item)) {
                return item.isError() ? item : ErrorVal.NO_SUCH_OVERLOAD;
            }
            if (before != null && Order.compare(before, item) instanceof IntVal(var order) && order > 0) {
                return BoolVal.FALSE;
            }
            before = item;
        }
        return BoolVal.TRUE;
    }

    private static Val extreme(String name, Val value, long replaced) {
        if (!(value instanceof ListVal list)) {
            return ErrorVal.noSuchOverload(name, value);
        }
        Val best = null;
        for (var item : Limits.of(list)) {
            if (!Order.isOrdered(item)) {
                return item.isError() ? item : ErrorVal.NO_SUCH_OVERLOAD;
            }
            boolean better =
                    best == null || (Order.compare(best, item) instanceof IntVal(var order) && order == replaced);
            best = better ? item : best;
        }
        return best == null ? new ErrorVal(name + " called on empty list") : best;
    }

    private static Val sorted(String name, Val value, Val by) {
        if (!(value instanceof ListVal list && by instanceof ListVal keyList)) {
            return ErrorVal.noSuchOverload(name, value, by);
        }
        if (list.size() != keyList.size()) {
            return new ErrorVal(name + "() expected a list of the same size as the associated keys list, but got "
                    + list.size() + " and " + keyList.size() + " elements respectively");
        }
        if (list.size() == 0) {
            return list;
        }
        var keys = Limits.of(keyList);
        var items = Limits.of(list);
        if (!Order.isOrdered(keys.getFirst())) {
            return new ErrorVal("list elements must be comparable");
        }
        var type = keys.getFirst().type();
        if (keys.stream().anyMatch(key -> !key.type().equals(type))) {
            return new ErrorVal("list elements must have the same type");
        }
        List<Val> sorted = new ArrayList<>(items.size());
        IntStream.range(0, items.size())
                .boxed()
                .sorted((one, two) -> compare(keys.get(one), keys.get(two)))
                .forEach(index -> sorted.add(items.get(index)));
        return new PlainList(sorted);
    }

    private static int compare(Val one, Val two) {
        if (one instanceof DoubleVal(var a) && two instanceof DoubleVal(var b)) {
            return Double.compare(a, b);
        }
        return Order.compare(one, two) instanceof IntVal(var order) ? (int) order : 0;
    }
}
