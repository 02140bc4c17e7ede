package dev.mudi.api.openapi;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.Set;

/** Writes the types of custom resources of the schemas that they state. */
final class CustomTypes {
    /** What Swagger 2.0 does not know. */
    private static final Set<String> ONLY_V3 = Set.of("oneOf", "anyOf", "not", "nullable");

    private final Dialect dialect;

    CustomTypes(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The type of an object: the schema, with what every object has. */
    ObjectValue object(ObjectValue stated, ObjectValue kind) {
        var schema = dialect == Dialect.V2 ? plain(stated) : stated;
        var properties = schema.object("properties")
                .with("apiVersion", LeafTypes.type("string", ""))
                .with("kind", LeafTypes.type("string", ""))
                .with("metadata", dialect.plainReference(Operation.META + "ObjectMeta"));
        return schema.with("type", Value.of("object"))
                .with("properties", properties)
                .with("x-kubernetes-group-version-kind", ArrayValue.of(kind));
    }

    /** The type of a list. */
    ObjectValue list(String itemType, ObjectValue kind) {
        var items = ObjectValue.builder()
                .put("type", "array")
                .put("items", dialect.plainReference(itemType))
                .build();
        return ObjectValue.builder()
                .put("type", "object")
                .put("required", ArrayValue.of(Value.of("items")))
                .put(
                        "properties",
                        ObjectValue.builder()
                                .put("apiVersion", LeafTypes.type("string", ""))
                                .put("items", items)
                                .put("kind", LeafTypes.type("string", ""))
                                .put("metadata", dialect.plainReference(Operation.META + "ListMeta"))
                                .build())
                .put("x-kubernetes-group-version-kind", ArrayValue.of(kind))
                .build();
    }

    private static ObjectValue plain(ObjectValue schema) {
        var plain = ObjectValue.builder();
        schema.forEach((name, value) -> {
            if (!ONLY_V3.contains(name)) {
                plain.put(name, plainMember(name, value));
            }
        });
        return plain.build();
    }

    private static Value plainMember(String name, Value value) {
        return switch (name) {
            case "properties" -> value instanceof ObjectValue properties ? eachPlain(properties) : value;
            case "items", "additionalProperties" -> value instanceof ObjectValue schema ? plain(schema) : value;
            case "allOf" -> value instanceof ArrayValue all ? all.mapObjects(CustomTypes::plain) : value;
            default -> value;
        };
    }

    private static ObjectValue eachPlain(ObjectValue properties) {
        var plain = ObjectValue.builder();
        properties.forEach(
                (name, value) -> plain.put(name, value instanceof ObjectValue schema ? plain(schema) : value));
        return plain.build();
    }
}
