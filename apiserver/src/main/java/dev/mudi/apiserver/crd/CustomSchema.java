package dev.mudi.apiserver.crd;

import dev.mudi.api.schema.Field;
import dev.mudi.api.schema.Leaf;
import dev.mudi.api.schema.ListSchema;
import dev.mudi.api.schema.MapSchema;
import dev.mudi.api.schema.Schema;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ArrayValue;
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
        return struct(tree, true);
    }

    private static Struct struct(ObjectValue schema, boolean whole) {
        var fields = new ArrayList<Field>();
        if (whole) {
            fields.add(Field.of("apiVersion", Leaf.STRING));
            fields.add(Field.of("kind", Leaf.STRING));
            fields.add(Field.of("metadata", SchemaCatalog.builtIn().objectMeta()));
        }
        var properties = schema.object("properties");
        for (int i = 0; i < properties.size(); i++) {
            var name = properties.nameAt(i);
            boolean known = whole && List.of("apiVersion", "kind", "metadata").contains(name);
            if (!known && properties.valueAt(i) instanceof ObjectValue property) {
                fields.add(Field.of(name, type(property)));
            }
        }
        var traits = new Struct.Traits(
                schema.string("x-kubernetes-map-type").equals("atomic"), schema.bool(PRESERVE), schema.bool(EMBEDDED));
        var all = List.copyOf(fields);
        return new Struct("", traits, () -> all);
    }

    /**
     * Scalars are taken as they are: whether they are of their type is for validation to say, with 422 and all complaints at once.
     */
    private static Schema type(ObjectValue schema) {
        return switch (schema.string("type")) {
            case "object" -> objectType(schema);
            case "array" -> listType(schema);
            default -> Leaf.ANY;
        };
    }

    private static Schema objectType(ObjectValue schema) {
        if (!schema.object("properties").isEmpty() || schema.bool(EMBEDDED)) {
            return struct(schema, schema.bool(EMBEDDED));
        }
        boolean atomic = schema.string("x-kubernetes-map-type").equals("atomic");
        var values = schema.object("additionalProperties");
        if (!values.isEmpty()) {
            return new MapSchema(type(values), atomic);
        }
        boolean open = schema.bool("additionalProperties") || schema.bool(PRESERVE);
        return open ? Leaf.ANY : Struct.of(List.of());
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
                next = next.with(name, inner(next.get(name).orElse(NullValue.NULL), values));
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
        var bare = object.without(name);
        return property.get("default")
                .map(value -> bare.with(name, inner(value, property)))
                .orElse(bare);
    }

    private static Value inner(Value value, ObjectValue schema) {
        return switch (value) {
            case ObjectValue object -> defaulted(object, schema);
            case ArrayValue array -> array.mapObjects(item -> defaulted(item, schema.object("items")));
            default -> value;
        };
    }
}
