package dev.mudi.api.kinds.extensions;

import dev.mudi.api.jsonschema.ValueValidation;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import java.util.List;
import java.util.Set;

/** Rules for the defaults in schemas of custom resources: they fit their schemas (Kubernetes reference, "Defaulting"). Stateless. */
final class DefaultValidation {
    private static final Set<String> META = Set.of("apiVersion", "kind", "metadata");
    private static final String EMBEDDED = "x-kubernetes-embedded-resource";
    private static final String KEEPS = "x-kubernetes-preserve-unknown-fields";

    private DefaultValidation() {}

    static void validate(At schema) {
        validate(schema, true, false);
    }

    private static void validate(At schema, boolean root, boolean inMeta) {
        boolean embedded = schema.at(EMBEDDED).truth();
        boolean resource = root || embedded;
        boolean ofMeta = inMeta && !embedded;
        if (schema.at("default").isSet()) {
            value(schema, resource, ofMeta);
        }
        for (var name : schema.at("properties").object().names()) {
            validate(schema.at("properties").entry(name), false, ofMeta || (resource && META.contains(name)));
        }
        for (var field : List.of("items", "additionalProperties")) {
            if (schema.at(field).value() instanceof ObjectValue) {
                validate(schema.at(field), false, ofMeta);
            }
        }
    }

    private static void value(At schema, boolean resource, boolean inMeta) {
        var given = schema.at("default");
        if (!inMeta) {
            if (hasUnknown(given.value(), schema.object(), resource)) {
                given.invalid("must not have unknown fields");
            }
            if (resource && given.value() instanceof ObjectValue && isNoResource(given)) {
                return;
            }
        }
        ValueValidation.validate(given.value(), schema.object(), given.path(), given.errors());
    }

    private static boolean isNoResource(At given) {
        boolean version = given.at("apiVersion").mustBeGiven();
        return !given.at("kind").mustBeGiven() || !version;
    }

    private static boolean hasUnknown(Value value, ObjectValue schema, boolean resource) {
        return switch (value) {
            case ArrayValue array -> {
                var items = schema.object("items");
                yield array.items().stream().anyMatch(item -> hasUnknown(item, items, items.bool(EMBEDDED)));
            }
            case ObjectValue object ->
                object.names().stream()
                        .filter(name -> !(resource && META.contains(name)))
                        .anyMatch(name -> isUnknown(object, name, schema));
            default -> false;
        };
    }

    private static boolean isUnknown(ObjectValue object, String name, ObjectValue schema) {
        var properties = schema.object("properties");
        var others = schema.get("additionalProperties");
        if (properties.has(name)) {
            var property = properties.object(name);
            return hasUnknown(object.get(name).orElseThrow(), property, property.bool(EMBEDDED));
        }
        if (others.isPresent()) {
            return others.get() instanceof ObjectValue type
                    && hasUnknown(object.get(name).orElseThrow(), type, type.bool(EMBEDDED));
        }
        return !schema.bool(KEEPS);
    }
}
