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

/**
 * Writes a v2 document in the protobuf form of gnostic's {@code openapi.v2.Document}. The numbers are those of OpenAPIv2.proto; extensions and
 * defaults travel as YAML, of which JSON is a part. For one document.
 */
final class V2Protobuf {
    /** Schema: the fields that are written as they are, and their numbers. */
    private static final Map<String, Integer> SCHEMA = Map.ofEntries(
            Map.entry("$ref", 1),
            Map.entry("format", 2),
            Map.entry("title", 3),
            Map.entry("description", 4),
            Map.entry("multipleOf", 6),
            Map.entry("maximum", 7),
            Map.entry("exclusiveMaximum", 8),
            Map.entry("minimum", 9),
            Map.entry("exclusiveMinimum", 10),
            Map.entry("maxLength", 11),
            Map.entry("minLength", 12),
            Map.entry("pattern", 13),
            Map.entry("maxItems", 14),
            Map.entry("minItems", 15),
            Map.entry("uniqueItems", 16),
            Map.entry("maxProperties", 17),
            Map.entry("minProperties", 18),
            Map.entry("required", 19));

    private static final Map<String, Integer> METHODS =
            Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "options", 6, "head", 7, "patch", 8);

    /** Operation: the fields that are written as they are, and their numbers. */
    private static final Map<String, Integer> OPERATION =
            Map.of("tags", 1, "description", 3, "operationId", 5, "produces", 6, "consumes", 7, "schemes", 10);

    byte[] document(ObjectValue info, Document document, ObjectValue bearer) {
        return Messages.bytes(out -> {
            out.writeString(1, "2.0");
            Messages.message(out, 2, inner -> {
                inner.writeString(1, info.string("title"));
                inner.writeString(2, info.string("version"));
            });
            Messages.message(
                    out,
                    8,
                    paths -> document.paths(
                            (path, item) -> Messages.named(paths, 2, path, value -> pathItem(value, item))));
            Messages.message(
                    out,
                    9,
                    types -> document.types(
                            (name, schema) -> Messages.named(types, 1, name, value -> schema(value, schema))));
            Messages.message(
                    out,
                    10,
                    shared -> document.parameters((name, parameter) ->
                            Messages.named(shared, 1, name, value -> parameter(value, parameter))));
            Messages.message(out, 12, one -> Messages.named(one, 1, "BearerToken", value -> {}));
            Messages.message(
                    out,
                    13,
                    one -> Messages.named(
                            one,
                            1,
                            "BearerToken",
                            value -> Messages.message(value, 2, key -> {
                                key.writeString(1, bearer.string("type"));
                                key.writeString(2, bearer.string("name"));
                                key.writeString(3, bearer.string("in"));
                                key.writeString(4, bearer.string("description"));
                            })));
        });
    }

    private static void pathItem(CodedOutputStream out, ObjectValue item) throws IOException {
        for (int i = 0; i < item.size(); i++) {
            var number = METHODS.get(item.nameAt(i));
            if (number != null && item.valueAt(i) instanceof ObjectValue operation) {
                Messages.message(out, number, inner -> operation(inner, operation));
            }
        }
        for (var parameter : item.array("parameters").objects().toList()) {
            Messages.message(out, 9, inner -> item(inner, parameter));
        }
    }

    /** ParametersItem: a parameter, or a reference to one. */
    private static void item(CodedOutputStream out, ObjectValue parameter) throws IOException {
        if (parameter.has("$ref")) {
            Messages.message(out, 2, reference -> reference.writeString(1, parameter.string("$ref")));
        } else {
            Messages.message(out, 1, one -> parameter(one, parameter));
        }
    }

    private static void operation(CodedOutputStream out, ObjectValue operation) throws IOException {
        for (int i = 0; i < operation.size(); i++) {
            var name = operation.nameAt(i);
            var value = operation.valueAt(i);
            var number = OPERATION.get(name);
            if (number != null) {
                plain(out, number, value);
            } else if (name.startsWith("x-")) {
                any(out, 13, name, value);
            } else if (value instanceof ArrayValue parameters) {
                for (var parameter : parameters.objects().toList()) {
                    Messages.message(out, 8, inner -> item(inner, parameter));
                }
            } else if (value instanceof ObjectValue responses) {
                Messages.message(
                        out,
                        9,
                        inner -> responses.forEach((code, response) -> Messages.named(
                                inner,
                                1,
                                code,
                                one -> Messages.message(one, 1, it -> response(it, (ObjectValue) response)))));
            }
        }
    }

    private static void response(CodedOutputStream out, ObjectValue response) throws IOException {
        out.writeString(1, response.string("description"));
        if (response.has("schema")) {
            Messages.message(
                    out, 2, item -> Messages.message(item, 1, schema -> schema(schema, response.object("schema"))));
        }
    }

    private static void parameter(CodedOutputStream out, ObjectValue parameter) throws IOException {
        var in = parameter.string("in");
        if (in.equals("body")) {
            Messages.message(out, 1, body -> {
                body.writeString(2, "body");
                body.writeString(3, in);
                body.writeBool(4, parameter.bool("required"));
                Messages.message(body, 5, schema -> schema(schema, parameter.object("schema")));
            });
            return;
        }
        boolean isQuery = in.equals("query");
        int unique = isQuery ? 20 : 19;
        Messages.message(
                out,
                2,
                other -> Messages.message(other, isQuery ? 3 : 4, one -> {
                    one.writeBool(1, parameter.bool("required"));
                    one.writeString(2, in);
                    one.writeString(3, parameter.string("description"));
                    one.writeString(4, parameter.string("name"));
                    one.writeString(isQuery ? 6 : 5, parameter.string("type"));
                    one.writeBool(unique, true);
                }));
    }

    private static void schema(CodedOutputStream out, ObjectValue schema) throws IOException {
        for (int i = 0; i < schema.size(); i++) {
            var name = schema.nameAt(i);
            var value = schema.valueAt(i);
            var number = SCHEMA.get(name);
            if (number != null) {
                plain(out, number, value);
            } else if (name.startsWith("x-")) {
                any(out, 31, name, value);
            } else {
                nested(out, name, value);
            }
        }
    }

    private static void nested(CodedOutputStream out, String name, Value value) throws IOException {
        switch (name) {
            case "default" -> Messages.message(out, 5, any -> Messages.yaml(any, value));
            case "enum" -> {
                for (var one : ((ArrayValue) value).items()) {
                    Messages.message(out, 20, any -> Messages.yaml(any, one));
                }
            }
            case "additionalProperties" ->
                Messages.message(out, 21, item -> {
                    if (value instanceof ObjectValue schema) {
                        Messages.message(item, 1, inner -> schema(inner, schema));
                    } else {
                        item.writeBool(2, value.equals(BooleanValue.TRUE));
                    }
                });
            case "type" -> Messages.message(out, 22, item -> plain(item, 1, value));
            case "items" ->
                Messages.message(
                        out, 23, item -> Messages.message(item, 1, inner -> schema(inner, (ObjectValue) value)));
            case "allOf" -> {
                for (var one : ((ArrayValue) value).objects().toList()) {
                    Messages.message(out, 24, inner -> schema(inner, one));
                }
            }
            case "properties" ->
                Messages.message(
                        out,
                        25,
                        all -> ((ObjectValue) value)
                                .forEach((property, type) ->
                                        Messages.named(all, 1, property, inner -> schema(inner, (ObjectValue) type))));
            case "example" -> Messages.message(out, 30, any -> Messages.yaml(any, value));
            default -> {
                // Anything else has no place in this form (externalDocs and the like of custom resources).
            }
        }
    }

    private static void plain(CodedOutputStream out, int number, Value value) throws IOException {
        switch (value) {
            case StringValue(var text) -> out.writeString(number, text);
            case BooleanValue(var truth) -> out.writeBool(number, truth);
            // Of the numbers of a schema only these three are floating point ones.
            case IntegerValue(var whole)
            when number == 6 || number == 7 || number == 9 -> out.writeDouble(number, (double) whole);
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

    /** NamedAny: an extension. */
    private static void any(CodedOutputStream out, int number, String name, Value value) {
        Messages.named(out, number, name, any -> Messages.yaml(any, value));
    }
}
