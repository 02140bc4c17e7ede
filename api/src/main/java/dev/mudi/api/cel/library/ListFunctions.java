package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.DoubleVal;
import dev.mudi.api.cel.value.DurationVal;
import dev.mudi.api.cel.value.Equality;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.PlainList;
import dev.mudi.api.cel.value.UintVal;
import dev.mudi.api.cel.value.Val;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Functions of lists: Kubernetes' sums and searches, and version 3 of the language's extension for lists. Pure. */
final class ListFunctions {
    static final Map<String, Function> FUNCTIONS = Map.of(
            "sum", ListFunctions::sum,
            "distinct", ListFunctions::distinct,
            "flatten", ListFunctions::flatten,
            "slice", ListFunctions::slice,
            "lists.range", ListFunctions::range,
            "reverse", ListFunctions::reverse);

    private static final Function ADD = Arithmetic::add;

    private ListFunctions() {}

    private static Val sum(Val... one) {
        if (!(one[0] instanceof ListVal list)) {
            return ErrorVal.noSuchOverload("sum", one);
        }
        if (list.size() == 0) {
            return new IntVal(0);
        }
        var items = Limits.of(list);
        Val sum = switch (items.getFirst()) {
            case IntVal ignored -> new IntVal(0);
            case UintVal ignored -> new UintVal(0);
            case DoubleVal ignored -> new DoubleVal(0);
            case DurationVal ignored -> new DurationVal(0);
            default -> ErrorVal.noSuchOverload("sum", one);
        };
        for (var item : items) {
            if (sum.isError()) {
                return sum;
            }
            sum = item.isError() ? item : ADD.apply(sum, item);
        }
        return sum;
    }

    /** The sum of no items, which only the way it is called tells. */
    static Function sum(String overload) {
        Val zero = switch (overload) {
            case "list_uint_sum_uint" -> new UintVal(0);
            case "list_double_sum_double" -> new DoubleVal(0);
            case "list_duration_sum_duration" -> new DurationVal(0);
            default -> new IntVal(0);
        };
        return one -> one[0] instanceof ListVal list && list.size() == 0 ? zero : sum(one);
    }

    static Val indexOf(Val... both) {
        if (!(both[0] instanceof ListVal list)) {
            return ErrorVal.noSuchOverload("indexOf", both);
        }
        Limits.items(list.size());
        for (long i = 0; i < list.size(); i++) {
            if (Equality.equal(list.get(i), both[1]).equals(BoolVal.TRUE)) {
                return new IntVal(i);
            }
        }
        return IntVal.NONE;
    }

    static Val lastIndexOf(Val... both) {
        if (!(both[0] instanceof ListVal list)) {
            return ErrorVal.noSuchOverload("lastIndexOf", both);
        }
        Limits.items(list.size());
        for (long i = list.size() - 1; i >= 0; i--) {
            if (Equality.equal(list.get(i), both[1]).equals(BoolVal.TRUE)) {
                return new IntVal(i);
            }
        }
        return IntVal.NONE;
    }

    private static Val distinct(Val... one) {
        if (!(one[0] instanceof ListVal list)) {
            return ErrorVal.noSuchOverload("distinct", one);
        }
        var items = Limits.of(list);
        // What follows costs the square of the size, which upstream counts afterwards.
        Limits.items((long) items.size() * items.size() / 100);
        var distinct = new ArrayList<Val>();
        for (var item : items) {
            boolean seen = distinct.stream()
                    .anyMatch(other -> Equality.equal(item, other).equals(BoolVal.TRUE));
            if (!seen) {
                distinct.add(item);
            }
        }
        return new PlainList(distinct);
    }

    private static Val flatten(Val... arguments) {
        if (!(arguments[0] instanceof ListVal list) || (arguments.length == 2 && !(arguments[1] instanceof IntVal))) {
            return ErrorVal.noSuchOverload("flatten", arguments);
        }
        long depth = arguments.length == 2 && arguments[1] instanceof IntVal(var given) ? given : 1;
        if (depth < 0) {
            return new ErrorVal("level must be non-negative");
        }
        var flat = new ArrayList<Val>();
        flatten(list, depth, flat);
        return new PlainList(flat);
    }

    private static void flatten(ListVal list, long depth, List<Val> flat) {
        for (long i = 0; i < list.size(); i++) {
            if (depth > 0 && list.get(i) instanceof ListVal inner) {
                flatten(inner, depth - 1, flat);
            } else {
                flat.add(list.get(i));
                Limits.items(flat.size());
            }
        }
    }

    private static Val slice(Val... arguments) {
        if (!(arguments[0] instanceof ListVal list
                && arguments[1] instanceof IntVal(var start)
                && arguments[2] instanceof IntVal(var end))) {
            return ErrorVal.noSuchOverload("slice", arguments);
        }
        var wrong = start < 0 || end < 0
                ? "negative indexes not supported"
                : start > end
                        ? "start index must be less than or equal to end index"
                        : list.size() < end ? "list is length " + list.size() : "";
        if (!wrong.isEmpty()) {
            return new ErrorVal("cannot slice(" + start + ", " + end + "), " + wrong);
        }
        Limits.items(end - start);
        var items = new ArrayList<Val>();
        for (long i = start; i < end; i++) {
            items.add(list.get(i));
        }
        return new PlainList(items);
    }

    private static Val range(Val... one) {
        if (!(one[0] instanceof IntVal(var end))) {
            return ErrorVal.noSuchOverload("lists.range", one);
        }
        Limits.items(end);
        var items = new ArrayList<Val>();
        for (long i = 0; i < end; i++) {
            items.add(new IntVal(i));
        }
        return new PlainList(items);
    }

    private static Val reverse(Val... one) {
        if (!(one[0] instanceof ListVal list)) {
            return ErrorVal.noSuchOverload("reverse", one);
        }
        var items = Limits.of(list);
        Collections.reverse(items);
        return new PlainList(items);
    }
}
