package dev.mudi.api.cel.schema;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.List;
import java.util.Optional;

/** Questions to a structural schema. Pure. */
final class Schemas {
    static final String RULES = "x-kubernetes-validations";
    private static final ObjectValue STRING = ObjectValue.of("type", Value.of("string"));
    private static final ObjectValue METADATA = ObjectValue.of("type", Value.of("object"))
            .with("properties", ObjectValue.of("name", STRING, "generateName", STRING));

    private Schemas() {}

    static String type(ObjectValue schema) {
        return schema.string("type");
    }

    static boolean isEither(ObjectValue schema) {
        return schema.bool("x-kubernetes-int-or-string");
    }

    static boolean isEmbedded(ObjectValue schema) {
        return schema.bool("x-kubernetes-embedded-resource");
    }

    static boolean hasProperties(ObjectValue schema) {
        return !schema.object("properties").isEmpty();
    }

    /** The schema of a map's values, if it says one. */
    static Optional<ObjectValue> values(ObjectValue schema) {
        return schema.get("additionalProperties").flatMap(Schemas::asObject);
    }

    /** The schema of a list's items, if it says one. */
    static Optional<ObjectValue> items(ObjectValue schema) {
        return schema.get("items").flatMap(Schemas::asObject);
    }

    private static Optional<ObjectValue> asObject(Value value) {
        return value instanceof ObjectValue object ? Optional.of(object) : Optional.empty();
    }

    /** A limit, at least 0. */
    static Optional<Long> limit(ObjectValue schema, String name) {
        return schema.get(name).flatMap(value -> switch (value) {
            case IntegerValue(var number) -> Optional.of(Math.max(0, number));
            case DecimalValue(var number) -> Optional.of(Math.max(0, (long) number));
            default -> Optional.<Long>empty();
        });
    }

    static ArrayValue rules(ObjectValue schema) {
        return schema.array(RULES);
    }

    /** Whether this or something below it has rules. */
    static boolean hasRules(ObjectValue schema) {
        if (!rules(schema).isEmpty()) {
            return true;
        }
        boolean below = items(schema).filter(Schemas::hasRules).isPresent()
                || values(schema).filter(Schemas::hasRules).isPresent();
        var properties = schema.object("properties");
        return below || properties.names().stream().anyMatch(name -> hasRules(properties.object(name)));
    }

    /** The schema of a resource: with kind, apiVersion and what rules may see of the metadata. */
    static ObjectValue withMetadata(ObjectValue schema) {
        var properties = schema.object("properties");
        boolean whole = type(properties.object("kind")).equals("string")
                && type(properties.object("apiVersion")).equals("string")
                && type(properties.object("metadata")).equals("object")
                && List.of("name", "generateName").stream()
                        .allMatch(name -> type(properties
                                        .object("metadata")
                                        .object("properties")
                                        .object(name))
                                .equals("string"));
        return whole
                ? schema
                : schema.with(
                        "properties",
                        properties
                                .with("kind", STRING)
                                .with("apiVersion", STRING)
                                .with("metadata", METADATA));
    }

    /** Whether fields and entries of this correspond to those before an update. */
    static boolean isCorrelatable(ObjectValue schema) {
        var kind = schema.string("x-kubernetes-map-type");
        return kind.isEmpty() || kind.equals("granular") || kind.equals("atomic");
    }
}
