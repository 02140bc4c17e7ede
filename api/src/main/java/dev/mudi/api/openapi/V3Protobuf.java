package dev.mudi.api.openapi;

import com.google.protobuf.CodedOutputStream;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.io.IOException;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes a v3 document in the protobuf form of gnostic's {@code openapi.v3.Document}. The numbers are those of OpenAPIv3.proto; extensions
 * and enumerated values travel as YAML, of which JSON is a part. Stateless.
 */
final class V3Protobuf {
    private static final int SCHEMA_EXTENSION = 36;
    private static final int OPERATION_EXTENSION = 13;

    /** Schema: the fields that are written as they are, and their numbers. */
    private static final Map<String, Integer> SCHEMA = Map.ofEntries(
            Map.entry("nullable", 1),
            Map.entry("readOnly", 3),
            Map.entry("writeOnly", 4),
            Map.entry("deprecated", 8),
            Map.entry("title", 9),
            Map.entry("multipleOf", 10),
            Map.entry("maximum", 11),
            Map.entry("exclusiveMaximum", 12),
            Map.entry("minimum", 13),
            Map.entry("exclusiveMinimum", 14),
            Map.entry("maxLength", 15),
            Map.entry("minLength", 16),
            Map.entry("pattern", 17),
            Map.entry("maxItems", 18),
            Map.entry("minItems", 19),
            Map.entry("uniqueItems", 20),
            Map.entry("maxProperties", 21),
            Map.entry("minProperties", 22),
            Map.entry("required", 23),
            Map.entry("type", 25),
            Map.entry("description", 34),
            Map.entry("format", 35));

    private static final Map<String, Integer> METHODS =
            Map.of("get", 4, "put", 5, "post", 6, "delete", 7, "options", 8, "head", 9, "patch", 10);

    private static final Map<String, Integer> OPERATION =
            Map.of("tags", 1, "summary", 2, "description", 3, "operationId", 5, "deprecated", 10);

    private static final Map<String, Integer> PARAMETER =
            Map.of("name", 1, "in", 2, "description", 3, "required", 4, "deprecated", 5, "style", 7);

    private static final Map<String, Integer> SECURITY_SCHEME =
            Map.of("type", 1, "description", 2, "name", 3, "in", 4, "scheme", 5);

    private V3Protobuf() {}

    static byte[] document(ObjectValue info, Contents document, ObjectValue bearer) {
        return Messages.bytes(out -> {
            out.writeString(1, "3.0.0");
            Messages.message(out, 2, inner -> {
                inner.writeString(1, info.string("title"));
                inner.writeString(6, info.string("version"));
            });
            map(out, 4, document::paths, V3Protobuf::pathItem);
            Messages.message(out, 5, components -> {
                map(components, 1, document::types, V3Protobuf::schemaOrReference);
                Messages.message(
                        components,
                        7,
                        schemes -> Messages.named(
                                schemes,
                                1,
                                "BearerToken",
                                value -> Messages.message(value, 1, scheme -> known(scheme, SECURITY_SCHEME, bearer))));
            });
        });
    }

    /** Writes an object's value into a message. */
    @FunctionalInterface
    private interface Writer {
        void write(CodedOutputStream out, ObjectValue value) throws IOException;
    }

    /** A message whose first field is repeated: names with values. */
    private static void map(
            CodedOutputStream out, int number, Consumer<BiConsumer<String, ObjectValue>> source, Writer writer) {
        Messages.message(
                out,
                number,
                all -> source.accept(
                        (name, value) -> Messages.named(all, 1, name, inner -> writer.write(inner, value))));
    }

    private static Consumer<BiConsumer<String, ObjectValue>> members(ObjectValue object) {
        return each -> object.forEach((name, value) -> {
            if (value instanceof ObjectValue member) {
                each.accept(name, member);
            }
        });
    }

    /** The fields that a message has as they are. */
    private static void known(CodedOutputStream out, Map<String, Integer> numbers, ObjectValue object)
            throws IOException {
        for (int i = 0; i < object.size(); i++) {
            var number = numbers.get(object.nameAt(i));
            if (number != null) {
                plain(out, number, object.valueAt(i));
            }
        }
    }

    private static void extensions(CodedOutputStream out, int number, ObjectValue object) {
        object.forEach((name, value) -> {
            if (name.startsWith("x-")) {
                Messages.named(out, number, name, any -> Messages.yaml(any, value));
            }
        });
    }

    private static void pathItem(CodedOutputStream out, ObjectValue item) {
        item.forEach((name, value) -> {
            var number = METHODS.get(name);
            if (number != null && value instanceof ObjectValue operation) {
                Messages.message(out, number, inner -> operation(inner, operation));
            }
        });
        parameters(out, 13, item);
    }

    private static void parameters(CodedOutputStream out, int number, ObjectValue owner) {
        owner.array("parameters")
                .objects()
                .forEach(parameter -> Messages.message(
                        out,
                        number,
                        or -> Messages.message(or, 1, one -> {
                            known(one, PARAMETER, parameter);
                            if (parameter.has("schema")) {
                                Messages.message(
                                        one, 10, schema -> schemaOrReference(schema, parameter.object("schema")));
                            }
                        })));
    }

    private static void operation(CodedOutputStream out, ObjectValue operation) throws IOException {
        known(out, OPERATION, operation);
        parameters(out, 6, operation);
        if (operation.has("requestBody")) {
            var body = operation.object("requestBody");
            Messages.message(
                    out,
                    7,
                    or -> Messages.message(or, 1, one -> {
                        known(one, Map.of("description", 1, "required", 3), body);
                        content(one, 2, body);
                    }));
        }
        Messages.message(
                out,
                8,
                responses -> operation
                        .object("responses")
                        .forEach((code, response) -> Messages.named(
                                responses,
                                2,
                                code,
                                or -> Messages.message(or, 1, one -> response(one, (ObjectValue) response)))));
        extensions(out, OPERATION_EXTENSION, operation);
    }

    private static void response(CodedOutputStream out, ObjectValue response) throws IOException {
        known(out, Map.of("description", 1), response);
        content(out, 3, response);
    }

    private static void content(CodedOutputStream out, int number, ObjectValue owner) {
        if (owner.has("content")) {
            map(out, number, members(owner.object("content")), (media, type) -> {
                if (type.has("schema")) {
                    Messages.message(media, 1, schema -> schemaOrReference(schema, type.object("schema")));
                }
            });
        }
    }

    private static void schemaOrReference(CodedOutputStream out, ObjectValue schema) {
        if (schema.has("$ref")) {
            Messages.message(out, 2, reference -> known(reference, Map.of("$ref", 1, "description", 3), schema));
        } else {
            Messages.message(out, 1, inner -> schema(inner, schema));
        }
    }

    private static void schema(CodedOutputStream out, ObjectValue schema) throws IOException {
        known(out, SCHEMA, schema);
        for (int i = 0; i < schema.size(); i++) {
            nested(out, schema.nameAt(i), schema.valueAt(i));
        }
        extensions(out, SCHEMA_EXTENSION, schema);
    }

    private static void nested(CodedOutputStream out, String name, Value value) {
        switch (name) {
            case "enum" -> each(value, one -> Messages.message(out, 24, any -> Messages.yaml(any, one)));
            case "allOf" -> combined(out, 26, value);
            case "oneOf" -> combined(out, 27, value);
            case "anyOf" -> combined(out, 28, value);
            case "not" -> Messages.message(out, 29, inner -> schema(inner, (ObjectValue) value));
            case "items" ->
                Messages.message(
                        out, 30, items -> Messages.message(items, 1, or -> schemaOrReference(or, (ObjectValue) value)));
            case "properties" -> map(out, 31, members((ObjectValue) value), V3Protobuf::schemaOrReference);
            case "additionalProperties" -> Messages.message(out, 32, item -> additional(item, value));
            case "default" -> Messages.message(out, 33, type -> standard(type, value));
            case "example" -> Messages.message(out, 7, any -> Messages.yaml(any, value));
            default -> {
                // Written above, or without a place in this form.
            }
        }
    }

    private static void combined(CodedOutputStream out, int number, Value schemas) {
        each(schemas, one -> Messages.message(out, number, or -> schemaOrReference(or, (ObjectValue) one)));
    }

    private static void each(Value list, Consumer<Value> action) {
        ((ArrayValue) list).items().forEach(action);
    }

    private static void additional(CodedOutputStream out, Value value) throws IOException {
        if (value instanceof ObjectValue schema) {
            Messages.message(out, 1, or -> schemaOrReference(or, schema));
        } else {
            out.writeBool(2, value.equals(BooleanValue.TRUE));
        }
    }

    /** A default; the form has a place for none but plain ones. */
    private static void standard(CodedOutputStream out, Value value) throws IOException {
        switch (value) {
            case IntegerValue(var whole) -> out.writeDouble(1, (double) whole);
            case DecimalValue(var decimal) -> out.writeDouble(1, decimal);
            case BooleanValue(var truth) -> out.writeBool(2, truth);
            case StringValue(var text) -> out.writeString(3, text);
            case ArrayValue ignored -> {}
            case ObjectValue ignored -> {}
            case NullValue ignored -> {}
        }
    }

    private static void plain(CodedOutputStream out, int number, Value value) throws IOException {
        switch (value) {
            case StringValue(var text) -> out.writeString(number, text);
            case BooleanValue(var truth) -> out.writeBool(number, truth);
            // Of the numbers of a schema only these three are floating point ones.
            case IntegerValue(var whole)
            when number == 10 || number == 11 || number == 13 -> out.writeDouble(number, (double) whole);
            case IntegerValue(var whole) -> out.writeInt64(number, whole);
            case DecimalValue(var decimal) -> out.writeDouble(number, decimal);
            case ArrayValue list -> {
                for (var text : list.strings().toList()) {
                    out.writeString(number, text);
                }
            }
            case ObjectValue ignored -> throw new IllegalStateException("an object stands where a plain value has to");
            case NullValue ignored -> {}
        }
    }
}
