package dev.mudi.apiserver.crd;

import dev.mudi.api.schema.Field;
import dev.mudi.api.schema.Leaf;
import dev.mudi.api.schema.ListSchema;
import dev.mudi.api.schema.MapSchema;
import dev.mudi.api.schema.Schema;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * A structural schema as a custom resource definition states it ({@code openAPIV3Schema}; Kubernetes documentation, "Extend the
 * Kubernetes API with CustomResourceDefinitions").
 *
 * @param tree the schema
 */
record CustomSchema(ObjectValue tree) {
    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
    private static final String EMBEDDED = "x-kubernetes-embedded-resource";

    /** The type of whole objects: the schema's fields, and what every object has. */
    Struct objectType() {
        var fields = new ArrayList<Field>();
        fields.add(Field.of("apiVersion", Leaf.STRING));
        fields.add(Field.of("kind", Leaf.STRING));
        fields.add(Field.of("metadata", SchemaCatalog.builtIn().objectMeta()));
        return struct(tree, fields);
    }

    private static Struct struct(ObjectValue schema, List<Field> first) {
        var fields = new ArrayList<>(first);
        var known = first.stream().map(Field::name).toList();
        var properties = schema.object("properties");
        for (int i = 0; i < properties.size(); i++) {
            var name = properties.nameAt(i);
            if (!known.contains(name) && properties.valueAt(i) instanceof ObjectValue property) {
                fields.add(field(name, property));
            }
        }
        var traits = new Struct.Traits(isAtomic(schema), schema.bool(PRESERVE), schema.bool(EMBEDDED));
        var all = List.copyOf(fields);
        return new Struct("", traits, () -> all);
    }

    private static Field field(String name, ObjectValue property) {
        var plain = Field.of(name, type(property));
        return new Field(
                name,
                plain.schema(),
                plain.required(),
                plain.presence(),
                plain.patch(),
                plain.number(),
                property.get("default"));
    }

    private static boolean isAtomic(ObjectValue schema) {
        return schema.string("x-kubernetes-map-type").equals("atomic");
    }

    /** Scalars are taken as they are: whether they are of their type is for validation to say. */
    private static Schema type(ObjectValue schema) {
        return switch (schema.string("type")) {
            case "object" -> objectType(schema);
            case "array" -> listType(schema);
            default -> schema.bool(PRESERVE) ? Leaf.ANY : Leaf.SCALAR;
        };
    }

    private static Schema objectType(ObjectValue schema) {
        if (schema.bool(EMBEDDED)) {
            return struct(
                    schema,
                    List.of(
                            Field.of("apiVersion", Leaf.ANY),
                            Field.of("kind", Leaf.ANY),
                            Field.of("metadata", SchemaCatalog.builtIn().objectMeta())));
        }
        return switch (schema.get("additionalProperties").orElse(NullValue.NULL)) {
            case ObjectValue values -> new MapSchema(type(values), isAtomic(schema));
            case BooleanValue(var any) when any -> new MapSchema(Leaf.SCALAR, isAtomic(schema));
            default -> struct(schema, List.of());
        };
    }

    private static Schema listType(ObjectValue schema) {
        var kind = switch (schema.string("x-kubernetes-list-type")) {
            case "atomic" -> ListSchema.Kind.ATOMIC;
            case "set" -> ListSchema.Kind.SET;
            case "map" -> ListSchema.Kind.MAP;
            default -> ListSchema.Kind.UNSPECIFIED;
        };
        var keys = schema.array("x-kubernetes-list-map-keys").strings().toList();
        return new ListSchema(type(schema.object("items")), kind, keys);
    }

    /** An object without the nulls that the schema neither allows nor has a default for (apiextensions, defaulting/prunenulls). */
    ObjectValue withoutNulls(ObjectValue object) {
        return withoutNulls(object, tree);
    }

    private static ObjectValue withoutNulls(ObjectValue object, ObjectValue schema) {
        var properties = schema.object("properties");
        var others = schema.get("additionalProperties").orElse(NullValue.NULL);
        var next = object;
        for (int i = 0; i < object.size(); i++) {
            var name = object.nameAt(i);
            if (!(properties.get(name).orElse(others) instanceof ObjectValue type)) {
                continue;
            }
            var value = object.valueAt(i);
            boolean goes = value instanceof NullValue && !type.bool("nullable") && !type.has("default");
            next = goes ? next.without(name) : next.with(name, withoutNulls(value, type));
        }
        return next;
    }

    private static Value withoutNulls(Value value, ObjectValue schema) {
        return switch (value) {
            case ObjectValue object -> withoutNulls(object, schema);
            case ArrayValue array -> withoutNulls(array, schema.object("items"));
            default -> value;
        };
    }

    /** The same list if nothing of it goes, as nearly always: objects are also read so. */
    private static ArrayValue withoutNulls(ArrayValue array, ObjectValue items) {
        if (items.isEmpty()) {
            return array;
        }
        boolean same = true;
        var next = new ArrayList<Value>(array.items().size());
        for (var item : array.items()) {
            var kept = withoutNulls(item, items);
            same &= kept == item;
            next.add(kept);
        }
        return same ? array : new ArrayValue(next);
    }

    /** An object with the schema's defaults where nothing was given; a null counts as nothing unless the schema allows it. */
    ObjectValue defaulted(ObjectValue object) {
        return defaulted(object, tree);
    }

    private static ObjectValue defaulted(ObjectValue object, ObjectValue schema) {
        var properties = schema.object("properties");
        var next = object;
        for (int i = 0; i < properties.size(); i++) {
            var property = properties.object(properties.nameAt(i));
            next = defaulted(next, properties.nameAt(i), property);
        }
        var values = schema.object("additionalProperties");
        if (!values.isEmpty()) {
            for (var name : next.names()) {
                var value = item(next.get(name).orElse(NullValue.NULL), values);
                next = next.with(name, value);
            }
        }
        return next;
    }

    private static ObjectValue defaulted(ObjectValue object, String name, ObjectValue property) {
        var given = object.get(name);
        boolean nothing = given.isEmpty() || (given.get() instanceof NullValue && !property.bool("nullable"));
        if (!nothing) {
            return object.with(name, inner(given.get(), property));
        }
        return property.get("default")
                .map(value -> object.without(name).with(name, inner(value, property)))
                .orElse(object);
    }

    /** An item or a value of a map; a null stays one where there is no default. */
    private static Value item(Value given, ObjectValue schema) {
        var value = given instanceof NullValue && !schema.bool("nullable")
                ? schema.get("default").orElse(given)
                : given;
        return inner(value, schema);
    }

    private static Value inner(Value value, ObjectValue schema) {
        return switch (value) {
            case ObjectValue object -> defaulted(object, schema);
            case ArrayValue array -> {
                var items = schema.object("items");
                yield items.isEmpty()
                        ? array
                        : new ArrayValue(array.items().stream()
                                .map(one -> item(one, items))
                                .toList());
            }
            default -> value;
        };
    }
}
