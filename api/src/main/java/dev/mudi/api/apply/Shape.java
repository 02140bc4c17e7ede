package dev.mudi.api.apply;

import dev.mudi.api.schema.Field;
import dev.mudi.api.schema.Leaf;
import dev.mudi.api.schema.ListSchema;
import dev.mudi.api.schema.MapSchema;
import dev.mudi.api.schema.Schema;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How values of a type are merged. Stateless. */
enum Shape {
    /** Replaced as a whole. */
    LEAF,
    /** Field by field. */
    MAP,
    /** Item by item. */
    LIST;

    /** How a value of a type is merged; what is null or missing as its type says. */
    static Shape of(Schema type, @Nullable Value value) {
        return switch (type) {
            case Struct struct -> struct.traits().atomic() || !fits(value, ObjectValue.class) ? LEAF : MAP;
            case MapSchema map -> map.atomic() || !fits(value, ObjectValue.class) ? LEAF : MAP;
            case ListSchema list -> isAtomic(list) || !fits(value, ArrayValue.class) ? LEAF : LIST;
            case Leaf leaf -> isOpen(leaf) && value instanceof ObjectValue ? MAP : LEAF;
        };
    }

    private static boolean fits(@Nullable Value value, Class<?> wanted) {
        return value == null || value instanceof NullValue || wanted.isInstance(value);
    }

    private static boolean isAtomic(ListSchema list) {
        return list.kind() == ListSchema.Kind.ATOMIC || list.kind() == ListSchema.Kind.UNSPECIFIED;
    }

    /** Whether values of this type are merged by what they are. */
    private static boolean isOpen(Leaf leaf) {
        return switch (leaf) {
            case RAW_EXTENSION, FIELDS_V1, ANY, SCHEMA_OR_ARRAY, SCHEMA_OR_BOOL, SCHEMA_OR_STRINGS -> true;
            default -> false;
        };
    }

    /** The type of a field; empty if there is no such field. */
    static Optional<Schema> field(Schema type, String name) {
        return switch (type) {
            case Struct struct -> {
                var field = struct.field(name);
                yield field.isPresent()
                        ? Optional.of(type(field.get()))
                        : struct.traits().keepsUnknown() ? Optional.of(Leaf.ANY) : Optional.empty();
            }
            case MapSchema map -> Optional.of(map.values());
            case ListSchema ignored -> Optional.empty();
            case Leaf leaf -> isOpen(leaf) ? Optional.of(Leaf.ANY) : Optional.empty();
        };
    }

    /** Lists of which only the strategy for patches is known are merged by that. */
    private static Schema type(Field field) {
        if (field.schema() instanceof ListSchema list
                && list.kind() == ListSchema.Kind.UNSPECIFIED
                && field.patch().strategy().startsWith("merge")) {
            var key = field.patch().mergeKey();
            return key.isEmpty()
                    ? new ListSchema(list.items(), ListSchema.Kind.SET, List.of())
                    : new ListSchema(list.items(), ListSchema.Kind.MAP, List.of(key));
        }
        return field.schema();
    }

    /** The type of a field, {@link Leaf#ANY} if there is no such field. */
    static Schema fieldOrAny(Schema type, String name) {
        return field(type, name).orElse(Leaf.ANY);
    }

    /** Whether a type names a field itself. */
    static boolean names(Schema type, String name) {
        return type instanceof Struct struct && struct.field(name).isPresent();
    }

    /** The type of a list's items. */
    static Schema items(Schema type) {
        return type instanceof ListSchema list ? list.items() : Leaf.ANY;
    }

    /** The step to an item of a list that is merged item by item; empty if the item has no key. */
    static Optional<PathElement> step(Schema type, Value item) {
        if (!(type instanceof ListSchema list)) {
            return Optional.empty();
        }
        if (list.keys().isEmpty()) {
            boolean scalar = !(item instanceof ObjectValue || item instanceof ArrayValue || item instanceof NullValue);
            return scalar ? Optional.of(new PathElement.Item(item)) : Optional.empty();
        }
        if (!(item instanceof ObjectValue object)) {
            return Optional.empty();
        }
        var parts = new ArrayList<PathElement.Part>(list.keys().size());
        for (var key : list.keys()) {
            object.get(key)
                    .or(() -> defaultOf(list.items(), key))
                    .ifPresent(value -> parts.add(new PathElement.Part(key, value)));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new PathElement.Key(parts));
    }

    private static Optional<Value> defaultOf(Schema items, String key) {
        return items instanceof Struct struct ? struct.field(key).flatMap(Field::asKey) : Optional.empty();
    }
}
