package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.OptionalVal;
import dev.mudi.api.cel.value.PlainMap;
import dev.mudi.api.cel.value.Shown;
import dev.mudi.api.cel.value.Val;
import java.util.LinkedHashMap;
import java.util.List;

/** A map, of entries some of which may be missing. */
record EntriesNode(List<Entry> entries) implements Node {
    private static final int COST = 30;

    /** An entry; an optional one may be missing. */
    record Entry(Node key, Node value, boolean optional) {}

    @Override
    public Val evaluate(Scope scope) {
        var map = map(scope);
        scope.tracker().spend(COST);
        return map;
    }

    private Val map(Scope scope) {
        var values = new LinkedHashMap<Val, Val>();
        for (var entry : entries) {
            var key = entry.key().evaluate(scope);
            if (key.isError()) {
                return key;
            }
            var value = entry.value().evaluate(scope);
            if (value.isError()) {
                return value;
            }
            if (!entry.optional()) {
                values.put(key, value);
            } else if (!(value instanceof OptionalVal(var held))) {
                return new ErrorVal("cannot initialize optional entry '" + Shown.of(key) + "' from non-optional value "
                        + Shown.of(value));
            } else if (held == null) {
                values.remove(key);
            } else {
                values.put(key, held);
            }
        }
        return new PlainMap(values);
    }
}
