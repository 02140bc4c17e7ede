package dev.mudi.api.kinds.extensions;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.jsonschema.Patterns;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Rules that make a schema of custom resources structural (Kubernetes reference, "Specifying a structural schema"). Stateless. */
final class StructuralValidation {
    private static final ArrayValue INT_OR_STRING = Json.object(
                    "{\"a\":[{\"type\":\"integer\"},{\"type\":\"string\"}]}")
            .array("a");
    private static final List<String> JUNCTIONS = List.of("anyOf", "allOf", "oneOf");
    private static final String KEEPS = "x-kubernetes-preserve-unknown-fields";
    private static final String EMBEDDED = "x-kubernetes-embedded-resource";
    private static final String EITHER = "x-kubernetes-int-or-string";

    private StructuralValidation() {}

    /** Where a schema stands. */
    private enum Level {
        ROOT("must not be empty at the root"),
        ITEM("must not be empty for specified array items"),
        FIELD("must not be empty for specified object fields");

        private final String missing;

        Level(String missing) {
            this.missing = missing;
        }
    }

    /** Checks a schema; tells whether it is structural. The errors come ordered by their texts. */
    static boolean validate(At schema) {
        var found = new FieldErrors();
        schema(At.of(schema.value(), schema.path(), found), Level.ROOT);
        found.list().stream()
                .sorted(Comparator.comparing(error -> error.field() + ": " + error.body()))
                .forEach(error -> schema.errors().add(error.kind(), FieldPath.of(error.field()), error.body()));
        return found.isEmpty();
    }

    private static void schema(At schema, Level level) {
        var type = schema.at("type");
        var items = schema.at("items");
        if (type.is("array") && (!items.isSet() || items.value().equals(ArrayValue.EMPTY))) {
            items.required("must be specified");
        }
        if (items.value() instanceof ObjectValue) {
            schema(items, Level.ITEM);
        }
        for (var name : schema.at("properties").object().names()) {
            schema(schema.at("properties").entry(name), Level.FIELD);
        }
        var others = schema.at("additionalProperties");
        if (others.isSet()) {
            if (level == Level.ROOT) {
                others.forbidden("must not be used at the root");
            }
            if (others.value() instanceof ObjectValue) {
                schema(others, Level.FIELD);
            }
        }
        extensions(schema);
        values(
                schema,
                isEither(schema),
                schema.at("allOf").items().stream()
                        .findFirst()
                        .filter(StructuralValidation::isEither)
                        .isPresent());
        type(schema, level);
        metadata(schema, level);
    }

    private static boolean isEither(At schema) {
        return schema.at("anyOf").array().equals(INT_OR_STRING);
    }

    private static void extensions(At schema) {
        if (!schema.at(EITHER).truth()) {
            return;
        }
        for (var other : List.of(KEEPS, EMBEDDED)) {
            if (schema.at(other).truth()) {
                schema.at(other).invalid("must be false if x-kubernetes-int-or-string is true");
            }
        }
    }

    private static void type(At schema, Level level) {
        var type = schema.at("type");
        boolean embedded = schema.at(EMBEDDED).truth();
        if (embedded && !type.is("object")) {
            if (type.mustBeGiven("must be object if x-kubernetes-embedded-resource is true")) {
                type.invalid("must be object if x-kubernetes-embedded-resource is true");
            }
        } else if (type.isEmpty()
                && !schema.at(EITHER).truth()
                && !schema.at(KEEPS).truth()) {
            type.required(level.missing);
        }
        if (embedded && schema.at("additionalProperties").isSet()) {
            schema.at("additionalProperties").forbidden("must not be used if x-kubernetes-embedded-resource is set");
        }
        if (level == Level.ROOT && !type.isEmpty() && !type.is("object")) {
            type.invalid("must be object at the root");
        }
    }

    private static void metadata(At schema, Level level) {
        boolean embedded = schema.at(EMBEDDED).truth();
        var properties = schema.at("properties");
        boolean isObject = level == Level.ROOT || embedded;
        for (var name : List.of("kind", "apiVersion")) {
            var type = properties.entry(name).at("type");
            if (isObject && properties.object().has(name) && !type.is("string")) {
                type.invalid(type.text(), "must be string");
            }
        }
        var metadata = properties.entry("metadata");
        if (metadata.isSet()) {
            if (isObject && !metadata.at("type").is("object")) {
                metadata.at("type").invalid(metadata.at("type").text(), "must be object");
            }
            var names = Set.copyOf(metadata.at("properties").object().names());
            var rest = metadata.object().without("type").without("default");
            rest = Set.of("name", "generateName").containsAll(names) ? rest.without("properties") : rest;
            if (level == Level.ROOT && !rest.without("description").isEmpty()) {
                metadata.forbidden(
                        "must not specify anything other than name and generateName, but metadata is implicitly specified");
            }
        }
        if (embedded && !schema.at(KEEPS).truth() && properties.isEmpty()) {
            properties.required(
                    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
        }
    }

    private static void values(At schema, boolean skipAny, boolean skipFirstAll) {
        for (var junction : JUNCTIONS) {
            var items = schema.at(junction).items();
            for (int i = 0; i < items.size(); i++) {
                boolean skipped = junction.equals("anyOf") && skipAny;
                if (!skipped) {
                    nested(items.get(i), junction.equals("allOf") && skipFirstAll && i == 0);
                }
            }
        }
        if (schema.at("not").isSet()) {
            nested(schema.at("not"), false);
        }
        var pattern = schema.at("pattern");
        if (!pattern.isEmpty()) {
            Patterns.complaint(pattern.text())
                    .ifPresent(why -> pattern.invalid("must be a valid regular expression, but isn't: " + why));
        }
    }

    /** A schema inside of a junction may only restrict values. */
    private static void nested(At schema, boolean skipAny) {
        values(schema, skipAny, false);
        if (schema.at("items").isSet()) {
            nested(schema.at("items"), false);
        }
        for (var name : schema.at("properties").object().names()) {
            nested(schema.at("properties").entry(name), false);
        }
        for (var field :
                List.of("type", "title", "description", "x-kubernetes-list-map-keys", "x-kubernetes-validations")) {
            if (!schema.at(field).isEmpty()) {
                schema.at(field).forbidden("must be empty to be structural");
            }
        }
        for (var field :
                List.of("additionalProperties", "default", "x-kubernetes-list-type", "x-kubernetes-map-type")) {
            schema.at(field).mustNotBeSet("must be undefined to be structural");
        }
        for (var field : List.of("nullable", KEEPS, EMBEDDED, EITHER)) {
            if (schema.at(field).truth()) {
                schema.at(field).forbidden("must be false to be structural");
            }
        }
        if (schema.at("properties").object().has("metadata")) {
            schema.at("properties").entry("metadata").forbidden("must not be specified in a nested context");
        }
    }
}
