package dev.mudi.api.kinds.extensions;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How upstream shows a schema of custom resources in a message: all fields by their names in Go, in Go's order. Stateless. */
final class SchemaForm {
    private static final Value TEXT = new StringValue("");

    /**
     * A field of a schema.
     *
     * @param name in Go
     * @param json in JSON
     * @param kind what it holds
     */
    record Member(String name, String json, Kind kind) {
        /** Whether it has a value, which for what is a pointer in Go may be an empty one. */
        boolean isSet(ObjectValue schema) {
            var value = schema.get(json).orElse(NullValue.NULL);
            return switch (kind) {
                case TEXT -> !value.equals(SchemaForm.TEXT) && value instanceof StringValue;
                case TRUTH -> value.equals(BooleanValue.TRUE);
                default -> !(value instanceof NullValue);
            };
        }

        private Value shown(ObjectValue schema) {
            var value = schema.get(json).orElse(null);
            if (value == null) {
                return kind == Kind.TEXT ? SchemaForm.TEXT : kind == Kind.TRUTH ? BooleanValue.FALSE : NullValue.NULL;
            }
            return switch (kind) {
                case TEXT, TRUTH, VALUE -> value;
                case SCHEMA -> SchemaForm.shown(value);
                case SCHEMAS -> schemas(value);
                case SCHEMA_MAP -> map(value, SchemaForm::shown);
                case OR_LIST ->
                    value instanceof ArrayValue
                            ? ObjectValue.of("Schema", NullValue.NULL, "JSONSchemas", schemas(value))
                            : ObjectValue.of("Schema", SchemaForm.shown(value), "JSONSchemas", NullValue.NULL);
                case OR_TRUTH ->
                    value instanceof ObjectValue
                            ? ObjectValue.of("Allows", BooleanValue.TRUE, "Schema", SchemaForm.shown(value))
                            : ObjectValue.of("Allows", value, "Schema", NullValue.NULL);
                case DEPENDENCIES -> map(value, SchemaForm::dependency);
                case DOCUMENTS -> structure(value, DOCUMENTS);
                case RULES ->
                    value instanceof ArrayValue rules
                            ? rules.mapObjects(rule -> (ObjectValue) structure(rule, RULE))
                            : value;
            };
        }
    }

    /** What a field holds. */
    enum Kind {
        TEXT,
        TRUTH,
        VALUE,
        SCHEMA,
        SCHEMAS,
        SCHEMA_MAP,
        OR_LIST,
        OR_TRUTH,
        DEPENDENCIES,
        DOCUMENTS,
        RULES
    }

    private static final List<Member> RULE = List.of(
            new Member("Rule", "rule", Kind.TEXT),
            new Member("Message", "message", Kind.TEXT),
            new Member("MessageExpression", "messageExpression", Kind.TEXT),
            new Member("Reason", "reason", Kind.VALUE),
            new Member("FieldPath", "fieldPath", Kind.TEXT),
            new Member("OptionalOldSelf", "optionalOldSelf", Kind.VALUE));

    private static final List<Member> DOCUMENTS =
            List.of(new Member("Description", "description", Kind.TEXT), new Member("URL", "url", Kind.TEXT));

    /** The fields, in Go's order. */
    static final List<Member> MEMBERS = List.of(
            new Member("ID", "id", Kind.TEXT),
            new Member("Schema", "$schema", Kind.TEXT),
            new Member("Ref", "$ref", Kind.VALUE),
            new Member("Description", "description", Kind.TEXT),
            new Member("Type", "type", Kind.TEXT),
            new Member("Nullable", "nullable", Kind.TRUTH),
            new Member("Format", "format", Kind.TEXT),
            new Member("Title", "title", Kind.TEXT),
            new Member("Default", "default", Kind.VALUE),
            new Member("Maximum", "maximum", Kind.VALUE),
            new Member("ExclusiveMaximum", "exclusiveMaximum", Kind.TRUTH),
            new Member("Minimum", "minimum", Kind.VALUE),
            new Member("ExclusiveMinimum", "exclusiveMinimum", Kind.TRUTH),
            new Member("MaxLength", "maxLength", Kind.VALUE),
            new Member("MinLength", "minLength", Kind.VALUE),
            new Member("Pattern", "pattern", Kind.TEXT),
            new Member("MaxItems", "maxItems", Kind.VALUE),
            new Member("MinItems", "minItems", Kind.VALUE),
            new Member("UniqueItems", "uniqueItems", Kind.TRUTH),
            new Member("MultipleOf", "multipleOf", Kind.VALUE),
            new Member("Enum", "enum", Kind.VALUE),
            new Member("MaxProperties", "maxProperties", Kind.VALUE),
            new Member("MinProperties", "minProperties", Kind.VALUE),
            new Member("Required", "required", Kind.VALUE),
            new Member("Items", "items", Kind.OR_LIST),
            new Member("AllOf", "allOf", Kind.SCHEMAS),
            new Member("OneOf", "oneOf", Kind.SCHEMAS),
            new Member("AnyOf", "anyOf", Kind.SCHEMAS),
            new Member("Not", "not", Kind.SCHEMA),
            new Member("Properties", "properties", Kind.SCHEMA_MAP),
            new Member("AdditionalProperties", "additionalProperties", Kind.OR_TRUTH),
            new Member("PatternProperties", "patternProperties", Kind.SCHEMA_MAP),
            new Member("Dependencies", "dependencies", Kind.DEPENDENCIES),
            new Member("AdditionalItems", "additionalItems", Kind.OR_TRUTH),
            new Member("Definitions", "definitions", Kind.SCHEMA_MAP),
            new Member("ExternalDocs", "externalDocs", Kind.DOCUMENTS),
            new Member("Example", "example", Kind.VALUE),
            new Member("XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", Kind.VALUE),
            new Member("XEmbeddedResource", "x-kubernetes-embedded-resource", Kind.TRUTH),
            new Member("XIntOrString", "x-kubernetes-int-or-string", Kind.TRUTH),
            new Member("XListMapKeys", "x-kubernetes-list-map-keys", Kind.VALUE),
            new Member("XListType", "x-kubernetes-list-type", Kind.VALUE),
            new Member("XMapType", "x-kubernetes-map-type", Kind.VALUE),
            new Member("XValidations", "x-kubernetes-validations", Kind.RULES));

    private SchemaForm() {}

    /** The form of a schema. */
    static Value shown(Value schema) {
        return structure(schema, MEMBERS);
    }

    /** What upstream, as the first thing, says of a schema that cannot be structural for a field in it; empty if it can. */
    static Optional<String> unsupported(Value value) {
        if (!(value instanceof ObjectValue schema)) {
            return Optional.empty();
        }
        for (var field : List.of(
                "id", "$schema", "$ref", "patternProperties", "dependencies", "additionalItems", "definitions")) {
            if (isGiven(schema.get(field).orElse(NullValue.NULL))) {
                return Optional.of("OpenAPIV3Schema '" + field.replace("$schema", "schema") + "' is not supported");
            }
        }
        var found = unsupported(schema.get("not").orElse(NullValue.NULL));
        for (var junction : List.of("allOf", "anyOf", "oneOf")) {
            found = found.or(() -> first(schema.array(junction)));
        }
        return found.or(() -> schema.array("items").isEmpty()
                        ? Optional.empty()
                        : Optional.of("OpenAPIV3Schema 'items' must be a schema, but is an array"))
                .or(() -> unsupported(schema.get("items").orElse(NullValue.NULL)))
                .or(() -> first(values(schema.object("properties"))))
                .or(() -> unsupported(schema.get("additionalProperties").orElse(NullValue.NULL)));
    }

    private static ArrayValue values(ObjectValue object) {
        return new ArrayValue(
                object.names().stream().map(name -> (Value) object.object(name)).toList());
    }

    private static Optional<String> first(ArrayValue schemas) {
        return schemas.items().stream()
                .flatMap(schema -> unsupported(schema).stream())
                .findFirst();
    }

    private static boolean isGiven(Value value) {
        return switch (value) {
            case NullValue ignored -> false;
            case StringValue(var text) -> !text.isEmpty();
            case ObjectValue object -> !object.isEmpty();
            default -> true;
        };
    }

    private static Value structure(Value value, List<Member> members) {
        if (!(value instanceof ObjectValue object)) {
            return NullValue.NULL;
        }
        var shown = ObjectValue.builder();
        members.forEach(member -> shown.put(member.name(), member.shown(object)));
        return shown.build();
    }

    private static Value schemas(Value value) {
        return value instanceof ArrayValue list
                ? new ArrayValue(list.items().stream().map(SchemaForm::shown).toList())
                : NullValue.NULL;
    }

    private static Value map(Value value, UnaryOperator<Value> form) {
        if (!(value instanceof ObjectValue object)) {
            return NullValue.NULL;
        }
        var shown = ObjectValue.builder();
        object.names().stream()
                .sorted()
                .forEach(name -> shown.put(name, form.apply(object.get(name).orElse(NullValue.NULL))));
        return shown.build();
    }

    private static Value dependency(Value value) {
        return value instanceof ObjectValue
                ? ObjectValue.of("Schema", shown(value), "Property", NullValue.NULL)
                : ObjectValue.of("Schema", NullValue.NULL, "Property", value);
    }
}
