package dev.mudi.api.apply;

import dev.mudi.api.schema.Schema;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two objects of one type.
 *
 * @param removed only in the first
 * @param modified in both with different values
 * @param added only in the second
 */
record Comparison(FieldSet removed, FieldSet modified, FieldSet added) {

    /** Compares two objects. */
    static Comparison of(ObjectValue before, ObjectValue after, Schema type) {
        if (before.equals(after)) {
            return new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);
        }
        var sets = new Sets(new FieldSet.Collector(), new FieldSet.Collector(), new FieldSet.Collector());
        maps(before, after, type, sets);
        return new Comparison(sets.removed.build(), sets.modified.build(), sets.added.build());
    }

    /** The comparison without some fields and what is below them. */
    Comparison without(FieldSet ignored) {
        return new Comparison(
                removed.withoutTrees(ignored), modified.withoutTrees(ignored), added.withoutTrees(ignored));
    }

    /** What is found, at one place. */
    private record Sets(FieldSet.Collector removed, FieldSet.Collector modified, FieldSet.Collector added) {
        Sets below(PathElement step) {
            return new Sets(removed.below(step), modified.below(step), added.below(step));
        }
    }

    private static void compare(
            @Nullable Value before, @Nullable Value after, Schema type, PathElement step, Sets sets) {
        if (before != null && before.equals(after)) {
            return;
        }
        var shape = Shape.of(type, after == null ? before : after);
        boolean sameShape = before == null || after == null || shape == Shape.of(type, before);
        boolean nothingInside = isHollow(before) && isHollow(after);
        if (shape == Shape.LEAF || !sameShape || nothingInside) {
            if (before == null) {
                sets.added.add(step);
            } else if (after == null) {
                sets.removed.add(step);
            } else {
                sets.modified.add(step);
            }
            return;
        }
        if (shape == Shape.MAP) {
            maps(object(before), object(after), type, sets.below(step));
        } else {
            lists(list(before), list(after), type, sets.below(step));
        }
        if (before == null) {
            sets.added.add(step);
        } else if (after == null) {
            sets.removed.add(step);
        }
    }

    private static boolean isHollow(@Nullable Value value) {
        return switch (value) {
            case ObjectValue object -> object.isEmpty();
            case ArrayValue list -> list.isEmpty();
            case null, default -> true;
        };
    }

    private static ObjectValue object(@Nullable Value value) {
        return value instanceof ObjectValue object ? object : ObjectValue.EMPTY;
    }

    private static ArrayValue list(@Nullable Value value) {
        return value instanceof ArrayValue list ? list : ArrayValue.EMPTY;
    }

    private static void maps(ObjectValue before, ObjectValue after, Schema type, Sets sets) {
        for (int i = 0; i < before.size(); i++) {
            var name = before.nameAt(i);
            compare(
                    before.valueAt(i),
                    after.get(name).orElse(null),
                    Shape.fieldOrAny(type, name),
                    new PathElement.Field(name),
                    sets);
        }
        for (int i = 0; i < after.size(); i++) {
            var name = after.nameAt(i);
            if (!before.has(name)) {
                compare(null, after.valueAt(i), Shape.fieldOrAny(type, name), new PathElement.Field(name), sets);
            }
        }
    }

    private static void lists(ArrayValue before, ArrayValue after, Schema type, Sets sets) {
        var old = byStep(before, type);
        var made = byStep(after, type);
        var steps = new LinkedHashSet<>(old.keySet());
        steps.addAll(made.keySet());
        var items = Shape.items(type);
        for (var step : steps) {
            var mine = old.getOrDefault(step, List.of());
            var others = made.getOrDefault(step, List.of());
            if (mine.size() <= 1 && others.size() <= 1) {
                compare(first(mine), first(others), items, step, sets);
            } else if (mine.size() > 1 && others.size() > 1) {
                if (!mine.equals(others)) {
                    sets.modified.add(step);
                }
            } else if (mine.size() > 1) {
                if (!others.isEmpty()) {
                    compare(null, others.getFirst(), items, step, sets);
                }
                sets.removed.add(step);
            } else {
                if (!mine.isEmpty()) {
                    compare(mine.getFirst(), null, items, step, sets);
                }
                sets.added.add(step);
            }
        }
    }

    private static @Nullable Value first(List<Value> values) {
        return values.isEmpty() ? null : values.getFirst();
    }

    private static Map<PathElement, List<Value>> byStep(ArrayValue list, Schema type) {
        var found = LinkedHashMap.<PathElement, List<Value>>newLinkedHashMap(list.size());
        for (var item : list) {
            Shape.step(type, item)
                    .ifPresent(step -> found.computeIfAbsent(step, ignored -> new ArrayList<>(1))
                            .add(item));
        }
        return found;
    }
}
