package dev.mudi.api.kinds.extensions;

import dev.mudi.api.cel.schema.RuleValidation;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rules for schemas of custom resources (Kubernetes reference, CustomResourceDefinition, JSONSchemaProps). Stateless.
 */
final class SchemaValidation {
    private static final Set<String> ROOT_FIELDS = Set.of(
            "description",
            "type",
            "format",
            "title",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "multipleOf",
            "required",
            "items",
            "properties",
            "externalDocs",
            "example",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-validations");
    private static final String SHOWN_ROOT_FIELDS =
            "[Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]";
    private static final List<String> TYPES = List.of("array", "boolean", "integer", "number", "object", "string");
    private static final List<String> REASONS =
            List.of("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");
    private static final Map<String, String> UNSUPPORTED = Map.of(
            "id", "id is not supported",
            "additionalItems", "additionalItems is not supported",
            "patternProperties", "patternProperties is not supported",
            "definitions", "definitions is not supported",
            "dependencies", "dependencies is not supported",
            "$ref", "$ref is not supported");
    private static final Set<String> META = Set.of("metadata", "kind", "apiVersion");
    private static final String LIST_TYPE = "x-kubernetes-list-type";
    private static final String LIST_KEYS = "x-kubernetes-list-map-keys";
    private static final String MAP_TYPE = "x-kubernetes-map-type";

    private SchemaValidation() {}

    /**
     * Where a schema stands.
     *
     * @param root whether it is that of the whole resource
     * @param inMeta whether it is inside of type or metadata of a resource
     * @param noDefaults why it may have no default, empty if it may
     */
    private record Place(boolean root, boolean inMeta, String noDefaults) {
        Place below() {
            return new Place(false, inMeta, noDefaults);
        }
    }

    /**
     * Checks the schema of a version.
     *
     * @param unchanged whether it is as it was before, so that its rules may cost what they did
     */
    static void validate(At schema, boolean hasStatus, boolean unchanged) {
        int atFirst = schema.errors().list().size();
        if (hasStatus) {
            root(schema);
        }
        if (schema.at("nullable").truth()) {
            schema.at("nullable").forbidden("nullable cannot be true at the root");
        }
        var errors = schema.errors();
        int before = errors.list().size();
        var unsupported = SchemaForm.unsupported(schema.object());
        if (unsupported.isEmpty() && StructuralValidation.validate(schema)) {
            DefaultValidation.validate(schema);
            if (errors.list().size() == before) {
                RuleValidation.defaults(schema.object(), schema.path(), errors);
            }
        }
        int structural = errors.list().size();
        schema(schema, new Place(true, false, ""));
        if (unsupported.isPresent()) {
            // Mostly said already, field by field.
            if (errors.list().size() == atFirst) {
                schema.invalid("", unsupported.get());
            }
        } else if (structural == before) {
            var found = errors.list().subList(structural, errors.list().size());
            RuleValidation.validate(schema.object(), schema.path(), found, unchanged, errors);
        }
    }

    private static void root(At schema) {
        var bad = SchemaForm.MEMBERS.stream()
                .filter(member -> member.isSet(schema.object()))
                .map(SchemaForm.Member::json)
                .filter(field -> field.equals("type") ? !schema.at("type").is("object") : !ROOT_FIELDS.contains(field))
                .findFirst()
                .orElse("");
        if (bad.equals("type")) {
            schema.at("type")
                    .invalid(
                            "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled");
        } else if (!bad.isEmpty()) {
            schema.invalid(
                    SchemaForm.shown(schema.object()),
                    "only " + SHOWN_ROOT_FIELDS
                            + " fields are allowed at the root of the schema if the status subresource is enabled");
        }
    }

    private static void schema(At schema, Place place) {
        if (!(schema.value() instanceof ObjectValue)) {
            return;
        }
        standard(schema, place);
        if (schema.at("uniqueItems").truth()) {
            schema.at("uniqueItems")
                    .forbidden("uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }
        inner(schema, place);
        var keeps = schema.at("x-kubernetes-preserve-unknown-fields");
        if (keeps.isSet() && !keeps.truth()) {
            keeps.invalid("must be true or undefined");
        }
        mapType(schema);
        listType(schema);
        keys(schema);
        keyedItems(schema);
        schema.at("x-kubernetes-validations").items().forEach(rule -> rule(rule, schema));
    }

    private static void standard(At schema, Place place) {
        var type = schema.at("type");
        if (!type.isEmpty()) {
            type.mustBeOneOf(TYPES);
        }
        if (!place.noDefaults.isEmpty()) {
            schema.at("default").mustNotBeSet("must not be set " + place.noDefaults);
        }
        for (var field : List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref")) {
            if (schema.at(field).isSet()) {
                schema.at(field).forbidden(UNSUPPORTED.getOrDefault(field, ""));
            }
        }
        if (type.is("null")) {
            type.forbidden("type cannot be set to null, use nullable as an alternative");
        }
        if (schema.at("items").value() instanceof ArrayValue several && !several.isEmpty()) {
            schema.at("items").forbidden("items must be a schema object and not an array");
        }
        if (place.inMeta && schema.at("x-kubernetes-embedded-resource").truth()) {
            schema.at("x-kubernetes-embedded-resource").forbidden("must not be used inside of resource meta");
        }
    }

    private static void inner(At schema, Place place) {
        var others = schema.at("additionalProperties");
        if (others.isSet()) {
            boolean open = others.truth();
            if (!schema.at("properties").isEmpty() && !open) {
                others.forbidden("additionalProperties and properties are mutual exclusive");
            }
            schema(
                    others,
                    place.inMeta
                            ? new Place(false, true, "inside additionalProperties applying to object metadata")
                            : place.below());
        }
        boolean embedded = schema.at("x-kubernetes-embedded-resource").truth();
        for (var name : schema.at("properties").object().names()) {
            boolean meta = (place.root || embedded) && META.contains(name);
            var reason = place.root && meta ? "in top-level " + name : place.noDefaults;
            schema(schema.at("properties").entry(name), new Place(false, place.inMeta || meta, reason));
        }
        schema(schema.at("not"), place.below());
        for (var junction : List.of("allOf", "oneOf", "anyOf")) {
            schema.at(junction).items().forEach(item -> schema(item, place.below()));
        }
        schema(schema.at("items"), place.below());
    }

    private static void mapType(At schema) {
        var kind = schema.at(MAP_TYPE);
        if (!kind.isSet()) {
            return;
        }
        var type = schema.at("type");
        if (!type.is("object") && type.mustBeGiven("must be object if x-kubernetes-map-type is specified")) {
            type.invalid("must be object if x-kubernetes-map-type is specified");
        }
        kind.mustBeOneOf("atomic", "granular");
    }

    private static void listType(At schema) {
        var kind = schema.at(LIST_TYPE);
        if (!kind.isSet()) {
            return;
        }
        var type = schema.at("type");
        var items = schema.at("items");
        if (!type.is("array")) {
            if (type.mustBeGiven("must be array if x-kubernetes-list-type is specified")) {
                type.invalid("must be array if x-kubernetes-list-type is specified");
            }
        } else if (kind.is("set") && items.isSet()) {
            var complaint = "must be atomic as item of a list with x-kubernetes-list-type=set";
            if (items.at("type").is("array")
                    && !items.at(LIST_TYPE).is("atomic")
                    && items.at(LIST_TYPE).isSet()) {
                items.at(LIST_TYPE).invalid(complaint);
            }
            if (items.at("type").is("object") && !items.at(MAP_TYPE).is("atomic")) {
                items.at(MAP_TYPE).invalid(items.at(LIST_TYPE).value(), complaint);
            }
        }
        kind.mustBeOneOf("atomic", "set", "map");
    }

    private static void keys(At schema) {
        var kind = schema.at(LIST_TYPE);
        var keys = schema.at(LIST_KEYS);
        if (!keys.isEmpty() && !kind.is("map")) {
            if (kind.isSet()) {
                kind.invalid("must be map if x-kubernetes-list-map-keys is non-empty");
            } else {
                kind.required("must be map if x-kubernetes-list-map-keys is non-empty");
            }
        }
        if (!kind.is("map")) {
            return;
        }
        keys.mustBeGiven("must not be empty if x-kubernetes-list-type is map");
        var items = schema.at("items");
        if (!items.isSet()) {
            items.required("must have a schema if x-kubernetes-list-type is map");
        } else if (items.value() instanceof ArrayValue several) {
            items.invalid(
                    ObjectValue.of("Schema", NullValue.NULL, "JSONSchemas", several),
                    "must only have a single schema if x-kubernetes-list-type is map");
        } else if (!items.at("type").is("object")) {
            items.at("type")
                    .invalid(items.at("type").text(), "must be object if parent array's x-kubernetes-list-type is map");
        } else {
            keyTypes(keys, items);
        }
    }

    private static void keyTypes(At keys, At items) {
        var seen = new HashSet<String>();
        for (var key : keys.texts()) {
            var property = items.at("properties").entry(key);
            if (!property.isSet()) {
                keys.invalid("entries must all be names of item properties");
            } else if (property.at("type").is("array") || property.at("type").is("object")) {
                property.at("type").invalid("must be a scalar type if parent array's x-kubernetes-list-type is map");
            }
            if (!seen.add(key)) {
                keys.invalid("must not contain duplicate entries");
            }
        }
    }

    private static void keyedItems(At schema) {
        var kind = schema.at(LIST_TYPE);
        var items = schema.at("items");
        if (!items.isSet() || !(kind.is("set") || kind.is("map"))) {
            return;
        }
        if (items.at("nullable").truth()) {
            items.at("nullable").forbidden("cannot be nullable when x-kubernetes-list-type is " + kind.text());
        }
        if (!kind.is("map")) {
            return;
        }
        var required = items.at("required").texts();
        for (var key : schema.at(LIST_KEYS).texts()) {
            var property = items.at("properties").entry(key);
            if (!property.isSet()) {
                continue;
            }
            if (!required.contains(key) && !property.at("default").isSet()) {
                property.at("default")
                        .required(
                                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
            }
            if (property.at("nullable").truth()) {
                property.at("nullable")
                        .forbidden("this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
            }
        }
    }

    private static void rule(At rule, At schema) {
        var text = rule.at("rule").text().strip();
        var message = rule.at("message");
        var shown = message.text().strip();
        if (text.isEmpty()) {
            rule.at("rule").required("rule is not specified");
        } else if (!message.isEmpty() && shown.isEmpty()) {
            message.invalid("must be non-empty if specified");
        } else if (hasLineBreak(shown)) {
            message.invalid("must not contain line breaks");
        } else if (hasLineBreak(text) && shown.isEmpty()) {
            message.required("message must be specified if rule contains line breaks");
        }
        var computed = rule.at("messageExpression");
        if (!computed.isEmpty() && computed.text().isBlank()) {
            computed.required("messageExpression must be non-empty if specified");
        }
        if (rule.at("reason").isSet()) {
            rule.at("reason").mustBeOneOf(REASONS);
        }
        var path = rule.at("fieldPath");
        if (!path.isEmpty() && path.text().isBlank()) {
            path.invalid("must be non-empty if specified");
        }
        if (hasLineBreak(path.text())) {
            path.invalid("must not contain line breaks");
        }
        if (!path.isEmpty() && !RuleValidation.isPath(path.text(), schema.object())) {
            path.invalid("must be a valid path");
        }
    }

    private static boolean hasLineBreak(String text) {
        return text.contains("\n") || text.contains("\r");
    }
}
