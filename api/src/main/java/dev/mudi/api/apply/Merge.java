package dev.mudi.api.apply;

import dev.mudi.api.schema.Schema;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts what is applied over what is there. Stateless. */
final class Merge {
    private Merge() {}

    /** The object with all that another says. */
    static ObjectValue merge(ObjectValue under, ObjectValue over, Schema type) {
        var merged = ObjectValue.builder();
        under.forEach((name, value) ->
                put(merged, name, merge(value, over.get(name).orElse(null), Shape.fieldOrAny(type, name))));
        over.forEach((name, value) -> {
            if (!under.has(name)) {
                put(merged, name, merge(null, value, Shape.fieldOrAny(type, name)));
            }
        });
        return merged.build();
    }

    private static void put(ObjectValue.Builder object, String name, @Nullable Value value) {
        if (value != null) {
            object.put(name, value);
        }
    }

    /** Null if nothing comes out. */
    private static @Nullable Value merge(@Nullable Value under, @Nullable Value over, Schema type) {
        if (over == null) {
            return under;
        }
        var shape = Shape.of(type, over);
        boolean nothingInside = isHollow(under) && isHollow(over);
        boolean sameShape = under == null || shape == Shape.of(type, under);
        if (shape == Shape.LEAF || nothingInside || !sameShape) {
            return over;
        }
        if (shape == Shape.MAP) {
            var map = merge(object(under), object(over), type);
            return map.isEmpty() ? null : map;
        }
        var list = merge(list(under), list(over), type);
        return list.isEmpty() ? null : list;
    }

    private static boolean isHollow(@Nullable Value value) {
        return switch (value) {
            case null -> true;
            case NullValue ignored -> true;
            case ObjectValue object -> object.isEmpty();
            case ArrayValue list -> list.isEmpty();
            default -> false;
        };
    }

    private static ObjectValue object(@Nullable Value value) {
        return value instanceof ObjectValue object ? object : ObjectValue.EMPTY;
    }

    private static ArrayValue list(@Nullable Value value) {
        return value instanceof ArrayValue list ? list : ArrayValue.EMPTY;
    }

    private static ArrayValue merge(ArrayValue under, ArrayValue over, Schema type) {
        return new ListMerge(steps(under, type), steps(over, type), type).merged();
    }

    private record Item(PathElement step, Value value) {}

    private static List<Item> steps(ArrayValue list, Schema type) {
        var items = new ArrayList<Item>(list.size());
        for (var value : list) {
            Shape.step(type, value).ifPresent(step -> items.add(new Item(step, value)));
        }
        return items;
    }

    /**
     * Merges two lists item by item. Items of both keep the order of those applied; an item only here comes before the applied
     * one that its neighbours stand at. For one thread.
     */
    private static final class ListMerge {
        private final List<Item> under;
        private final List<Item> over;
        private final Schema items;
        private final Map<PathElement, Value> below = new HashMap<>();
        private final Set<PathElement> repeated = new HashSet<>();
        private final Set<PathElement> applied = new HashSet<>();
        private final Set<PathElement> done = new HashSet<>();
        private final ArrayDeque<PathElement> shared = new ArrayDeque<>();
        private final List<Value> out = new ArrayList<>();
        private int left;
        private int right;

        private ListMerge(List<Item> under, List<Item> over, Schema type) {
            this.under = under;
            this.over = over;
            this.items = Shape.items(type);
            for (var item : under) {
                if (below.putIfAbsent(item.step, item.value) != null) {
                    repeated.add(item.step);
                }
            }
            for (var item : over) {
                applied.add(item.step);
                if (below.containsKey(item.step)) {
                    shared.add(item.step);
                }
            }
        }

        private ArrayValue merged() {
            while (left < under.size() || right < over.size()) {
                if (left < under.size() && right < over.size() && !passBoth()) {
                    continue;
                }
                if (left < under.size() && !passLeft()) {
                    continue;
                }
                if (right < over.size()) {
                    takeRight();
                }
            }
            return new ArrayValue(out);
        }

        /** Handles two items at once; false if one was handled. */
        private boolean passBoth() {
            var step = under.get(left).step;
            if (step.equals(over.get(right).step)) {
                take(over.get(right));
                left++;
                right++;
                shared.poll();
                return false;
            }
            var next = shared.peek();
            if (applied.contains(step) && next != null && !next.equals(step)) {
                left++;
                return false;
            }
            return true;
        }

        /** Handles an item that is only here; false if it was one. */
        private boolean passLeft() {
            var item = under.get(left);
            if (!applied.contains(item.step)) {
                out.add(item.value);
                left++;
                return false;
            }
            if (done.contains(item.step)) {
                left++;
            }
            return true;
        }

        private void takeRight() {
            var item = over.get(right);
            take(item);
            right++;
            if (item.step.equals(shared.peek())) {
                shared.poll();
            }
        }

        private void take(Item item) {
            done.add(item.step);
            var known = repeated.contains(item.step) ? null : below.get(item.step);
            var value = merge(known, item.value, items);
            out.add(value == null ? item.value : value);
        }
    }
}
