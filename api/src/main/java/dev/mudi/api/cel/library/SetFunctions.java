package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.GrowingMap;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.MapVal;
import dev.mudi.api.cel.value.Val;
import java.util.Map;

/** Lists taken as sets, and the steps of macros that build maps. Pure. */
final class SetFunctions {
    static final Map<String, Function> FUNCTIONS = Map.of(
            "sets.contains", both -> ofLists("sets.contains", both, SetFunctions::contains),
            "sets.equivalent",
                    both -> ofLists("sets.equivalent", both, (a, b) -> {
                        var contains = contains(a, b);
                        return contains.equals(BoolVal.TRUE) ? contains(b, a) : contains;
                    }),
            "sets.intersects", both -> ofLists("sets.intersects", both, SetFunctions::intersects),
            "cel.@mapInsert", SetFunctions::insert);

    private SetFunctions() {}

    private interface OfLists {
        Val apply(ListVal one, ListVal two);
    }

    private static Val ofLists(String name, Val[] both, OfLists function) {
        if (!(both[0] instanceof ListVal one && both[1] instanceof ListVal two)) {
            return ErrorVal.noSuchOverload(name, both);
        }
        // What follows costs the product of the sizes, which upstream counts afterwards.
        Limits.items(one.size());
        Limits.items(two.size());
        Limits.items(one.size() * two.size() / 100);
        return function.apply(one, two);
    }

    private static Val contains(ListVal list, ListVal part) {
        for (long i = 0; i < part.size(); i++) {
            var contains = list.contains(part.get(i));
            if (!contains.equals(BoolVal.TRUE)) {
                return contains;
            }
        }
        return BoolVal.TRUE;
    }

    private static Val intersects(ListVal one, ListVal two) {
        for (long i = 0; i < one.size(); i++) {
            if (two.contains(one.get(i)).equals(BoolVal.TRUE)) {
                return BoolVal.TRUE;
            }
        }
        return BoolVal.FALSE;
    }

    /** Macros alone call it, with the map that their loop builds. */
    private static Val insert(Val... arguments) {
        if (!(arguments[0] instanceof GrowingMap map)) {
            return ErrorVal.noSuchOverload("cel.@mapInsert", arguments);
        }
        if (arguments.length == 3) {
            return map.insert(arguments[1], arguments[2]);
        }
        if (!(arguments[1] instanceof MapVal more)) {
            return ErrorVal.noSuchOverload("cel.@mapInsert", arguments);
        }
        Val made = map;
        for (var key : more.keys()) {
            var value = more.find(key);
            made = value == null || made.isError() ? made : map.insert(key, value);
        }
        return made;
    }
}
