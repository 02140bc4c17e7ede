package dev.mudi.api.apply;

import dev.mudi.api.schema.Schema;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.HashSet;
import java.util.Set;

/** Finds the fields that an object says something about. Stateless. */
final class Owned {
    private Owned() {}

    /** The fields that who applies this object owns. */
    static FieldSet fields(ObjectValue object, Schema type) {
        var set = new FieldSet.Collector();
        map(object, type, set);
        return set.build();
    }

    private static void map(ObjectValue object, Schema type, FieldSet.Collector set) {
        object.forEach((name, value) -> {
            var step = new PathElement.Field(name);
            var field = Shape.fieldOrAny(type, name);
            descend(value, field, step, set);
            boolean empty = value instanceof NullValue || (value instanceof ObjectValue map && map.isEmpty());
            if (empty || !Shape.names(type, name)) {
                set.add(step);
            }
        });
    }

    private static void descend(Value value, Schema type, PathElement step, FieldSet.Collector set) {
        switch (Shape.of(type, value)) {
            case LEAF -> set.add(step);
            case MAP -> {
                if (value instanceof ObjectValue object) {
                    map(object, type, set.below(step));
                }
            }
            case LIST -> {
                if (value instanceof ArrayValue list) {
                    list(list, type, set.below(step));
                }
            }
        }
    }

    /** Of items that stand twice only that is known that they are there. */
    private static void list(ArrayValue list, Schema type, FieldSet.Collector set) {
        var twice = repeated(list, type);
        for (var item : list) {
            Shape.step(type, item).ifPresent(step -> {
                if (!twice.contains(step)) {
                    descend(item, Shape.items(type), step, set);
                }
                set.add(step);
            });
        }
    }

    private static Set<PathElement> repeated(ArrayValue list, Schema type) {
        var seen = new HashSet<PathElement>();
        var twice = new HashSet<PathElement>();
        for (var item : list) {
            Shape.step(type, item).filter(step -> !seen.add(step)).ifPresent(twice::add);
        }
        return twice;
    }

    /** The set with those fields as members that a type names and below which there are members. */
    static FieldSet withNamedParents(FieldSet set, Schema type) {
        if (set.isEmpty()) {
            return set;
        }
        var all = new FieldSet.Collector();
        addNamedParents(set, type, all);
        return all.build();
    }

    private static void addNamedParents(FieldSet set, Schema type, FieldSet.Collector all) {
        for (int i = 0; i < set.size(); i++) {
            var step = set.step(i);
            boolean named = step instanceof PathElement.Field(var name) && Shape.names(type, name);
            if (set.isMember(i) || named) {
                all.add(step);
            }
            if (!set.below(i).isEmpty()) {
                var inner =
                        step instanceof PathElement.Field(var name) ? Shape.fieldOrAny(type, name) : Shape.items(type);
                addNamedParents(set.below(i), inner, all.below(step));
            }
        }
    }
}
