package dev.mudi.api.cel.schema;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.Equality;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.MapVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list, read through its schema. Lists of type set and map are equal whatever their order, and are joined as sets and maps.
 *
 * @param data the list itself; empty of one that was computed
 * @param items its items as values
 * @param kind {@code set}, {@code map}, or anything else
 * @param keys of a map the names of the fields that are the key, as rules write them
 */
record SchemaList(Optional<ArrayValue> data, List<Val> items, String kind, List<String> keys) implements ListVal {
    static SchemaList of(ArrayValue array, ObjectValue itemSchema, ObjectValue schema) {
        var items = new AbstractList<Val>() {
            @Override
            public Val get(int index) {
                return SchemaValues.of(array.get(index), itemSchema);
            }

            @Override
            public int size() {
                return array.size();
            }
        };
        var keys = schema.array("x-kubernetes-list-map-keys")
                .strings()
                .map(key -> Escaping.escape(key).orElse(key))
                .toList();
        return new SchemaList(Optional.of(array), items, schema.string("x-kubernetes-list-type"), keys);
    }

    @Override
    public long size() {
        return items.size();
    }

    @Override
    public Val get(long index) {
        return items.get((int) index);
    }

    @Override
    public Val contains(Val item) {
        Val error = null;
        for (var mine : items) {
            var equal = Equality.equal(mine, item);
            if (equal.equals(BoolVal.TRUE)) {
                return equal;
            }
            error = error == null && equal.isError() ? equal : error;
        }
        return error == null ? BoolVal.FALSE : error;
    }

    @Override
    public Val equalTo(Val other) {
        if (!(other instanceof ListVal that)) {
            return other.isError() ? other : ErrorVal.NO_SUCH_OVERLOAD;
        }
        if (that.size() != size()) {
            return BoolVal.FALSE;
        }
        return switch (kind) {
            case "set" -> equalSets(that);
            case "map" -> equalMaps(that);
            default -> equalLists(that);
        };
    }

    private Val equalLists(ListVal that) {
        for (int i = 0; i < items.size(); i++) {
            var equal = Equality.equal(get(i), that.get(i));
            if (!equal.equals(BoolVal.TRUE)) {
                return equal;
            }
        }
        return BoolVal.TRUE;
    }

    private Val equalSets(ListVal that) {
        var mine = new HashSet<>(items);
        for (long i = 0; i < that.size(); i++) {
            if (!mine.contains(that.get(i))) {
                return BoolVal.FALSE;
            }
        }
        return BoolVal.TRUE;
    }

    private Val equalMaps(ListVal that) {
        var mine = new HashMap<List<Val>, Val>();
        items.forEach(item -> mine.put(key(item), item));
        for (long i = 0; i < that.size(); i++) {
            var item = mine.get(key(that.get(i)));
            var equal = item == null ? BoolVal.FALSE : Equality.equal(item, that.get(i));
            if (!equal.equals(BoolVal.TRUE)) {
                return equal;
            }
        }
        return BoolVal.TRUE;
    }

    private List<Val> key(Val item) {
        var key = new ArrayList<Val>(keys.size());
        for (var name : keys) {
            var part = item instanceof MapVal map ? map.find(new StringVal(name)) : null;
            key.add(part == null ? ErrorVal.NO_SUCH_OVERLOAD : part);
        }
        return key;
    }

    @Override
    public Val plus(Val other) {
        if (!(other instanceof ListVal that) || !(kind.equals("set") || kind.equals("map"))) {
            return ListVal.super.plus(other);
        }
        var joined = new ArrayList<>(items);
        Map<List<Val>, Integer> places = new HashMap<>();
        for (int i = 0; i < joined.size(); i++) {
            places.put(identity(joined.get(i)), i);
        }
        for (long i = 0; i < that.size(); i++) {
            var item = that.get(i);
            var place = places.putIfAbsent(identity(item), joined.size());
            if (place == null) {
                joined.add(item);
            } else if (kind.equals("map")) {
                joined.set(place, item);
            }
        }
        return new SchemaList(Optional.empty(), joined, kind, keys);
    }

    private List<Val> identity(Val item) {
        return kind.equals("map") ? key(item) : List.of(item);
    }

    @Override
    public Val raw() {
        return data.map(RawValues::of).orElse(this);
    }
}
