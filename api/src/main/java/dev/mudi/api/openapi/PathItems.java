package dev.mudi.api.openapi;

import dev.mudi.api.openapi.Operation.Answer;
import dev.mudi.api.openapi.Operation.Body;
import dev.mudi.api.openapi.Operation.Parameter;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;

/** Writes paths and operations in one of the two versions. */
final class PathItems {
    private static final List<String> TYPES =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
    private static final List<String> WATCH_TYPES =
            List.of("application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch");
    private static final List<String> PATCH_TYPES = List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml");
    private static final List<String> ANY_TYPE = List.of("*/*");

    private final Dialect dialect;
    private final String tag;

    PathItems(Dialect dialect, String tag) {
        this.dialect = dialect;
        this.tag = tag;
    }

    ObjectValue item(ResourcePaths.Path path) {
        var item = ObjectValue.builder();
        for (var operation : path.operations()) {
            item.put(operation.method(), operation(operation));
        }
        return item.put("parameters", parameters(path.parameters(), Body.NONE)).build();
    }

    private ObjectValue operation(Operation operation) {
        var written =
                ObjectValue.builder().put("operationId", operation.id()).put("tags", ArrayValue.of(Value.of(tag)));
        var body = operation.body();
        var parameters = parameters(operation.parameters(), body);
        if (!parameters.isEmpty()) {
            written.put("parameters", parameters);
        }
        boolean isPatch = body.kind() == Body.Kind.PATCH;
        if (dialect == Dialect.V2) {
            written.put("consumes", ArrayValue.ofStrings(isPatch ? PATCH_TYPES : ANY_TYPE))
                    .put("produces", ArrayValue.ofStrings(answerTypes(operation.answer())))
                    .put("schemes", ArrayValue.of(Value.of("https")));
        } else if (body.kind() != Body.Kind.NONE) {
            written.put(
                    "requestBody",
                    ObjectValue.of(
                            "content", content(isPatch ? PATCH_TYPES : ANY_TYPE, dialect.plainReference(body.type()))));
        }
        return written.put("responses", responses(operation.answer()))
                .put("x-kubernetes-action", operation.action())
                .put("x-kubernetes-group-version-kind", operation.kind())
                .build();
    }

    private static List<String> answerTypes(Answer answer) {
        if (answer.type().isEmpty()) {
            return ANY_TYPE;
        }
        if (!answer.isList()) {
            return TYPES;
        }
        var all = new ArrayList<>(TYPES);
        all.addAll(WATCH_TYPES);
        return all;
    }

    private ObjectValue responses(Answer answer) {
        var schema = answer.type().isEmpty() ? LeafTypes.type("string", "") : dialect.plainReference(answer.type());
        var responses = ObjectValue.builder();
        for (int code : answer.codes()) {
            var response =
                    ObjectValue.builder().put("description", code == 200 ? "OK" : code == 201 ? "Created" : "Accepted");
            if (dialect == Dialect.V2) {
                response.put("schema", schema);
            } else {
                response.put("content", content(answerTypes(answer), schema));
            }
            responses.put(Integer.toString(code), response.build());
        }
        return responses
                .put("401", ObjectValue.of("description", Value.of("Unauthorized")))
                .build();
    }

    private static ObjectValue content(List<String> types, ObjectValue schema) {
        var content = ObjectValue.builder();
        types.forEach(type -> content.put(type, ObjectValue.of("schema", schema)));
        return content.build();
    }

    private ArrayValue parameters(List<Parameter> parameters, Body body) {
        var written = new ArrayList<Value>();
        if (dialect == Dialect.V2 && body.kind() != Body.Kind.NONE) {
            written.add(ObjectValue.builder()
                    .put("name", "body")
                    .put("in", "body")
                    .put("required", !body.type().equals(Operation.DELETE_OPTIONS))
                    .put("schema", dialect.plainReference(body.type()))
                    .build());
        }
        parameters.forEach(parameter -> written.add(parameter(parameter)));
        return new ArrayValue(written);
    }

    private ObjectValue parameter(Parameter parameter) {
        var written = ObjectValue.builder()
                .put("name", parameter.name())
                .put("in", parameter.in())
                .put("description", parameter.description());
        if (parameter.in().equals("path")) {
            written.put("required", BooleanValue.TRUE);
        }
        var type = ObjectValue.of("type", Value.of(parameter.type()), "uniqueItems", BooleanValue.TRUE);
        if (dialect == Dialect.V2) {
            type.forEach(written::put);
        } else {
            written.put("schema", type);
        }
        return written.build();
    }
}
