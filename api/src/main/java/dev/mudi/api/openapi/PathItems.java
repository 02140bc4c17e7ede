package dev.mudi.api.openapi;

import dev.mudi.api.openapi.Operation.Body;
import dev.mudi.api.openapi.Operation.Parameter;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

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
    private static final List<String> LOG_TYPES =
            List.of("text/plain", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

    /** Protobuf and strategic merge patches are not for custom resources, and that lists can be watched is not said of them. */
    private static final List<String> NOT_OF_CUSTOM = List.of(
            "application/vnd.kubernetes.protobuf",
            "application/json;stream=watch",
            "application/vnd.kubernetes.protobuf;stream=watch",
            "application/strategic-merge-patch+json");

    private final Dialect dialect;
    private final SharedParameters shared;
    private final boolean custom;
    private final String tag;

    PathItems(Dialect dialect, SharedParameters shared, ResourceDefinition resource) {
        this.dialect = dialect;
        this.shared = shared;
        this.custom = ResourcePaths.isCustom(resource);
        this.tag = TypeNames.tag(resource);
    }

    /** What all operations of a path have in common stands with the path, which for a single one is all that is not its body. */
    ObjectValue item(ResourcePaths.Path path) {
        boolean single = path.operations().size() == 1;
        var common = new ArrayList<>(path.parameters());
        var item = ObjectValue.builder();
        for (var operation : path.operations()) {
            var own = single ? List.<Parameter>of() : operation.parameters();
            item.put(operation.method(), operation(operation, own, path.subject()));
            if (single) {
                common.addAll(operation.parameters());
            }
        }
        return item.put("parameters", parameters(common, Body.NONE)).build();
    }

    private static String description(Operation operation, String subject) {
        return switch (operation.action()) {
            case "list" -> "list objects of kind " + subject + ", or watch them";
            case "watchlist" -> "watch objects of kind " + subject + ". deprecated: list them with the parameter watch";
            case "watch" ->
                "watch an object of kind " + subject
                        + ". deprecated: list with the parameter watch and a fieldSelector of its name";
            case "get" -> "read the " + subject + " of this name";
            case "post" -> "create the " + subject;
            case "put" -> "replace the " + subject;
            case "patch" -> "change a part of the " + subject;
            case "delete" -> "delete the " + subject;
            case "deletecollection" -> "delete objects of kind " + subject;
            default -> "connect " + operation.method().toUpperCase(Locale.ROOT) + " requests to the " + subject;
        };
    }

    private ObjectValue operation(Operation operation, List<Parameter> own, String subject) {
        var written = ObjectValue.builder()
                .put("description", description(operation, subject))
                .put("operationId", operation.id())
                .put("tags", ArrayValue.of(Value.of(tag)));
        var body = operation.body();
        var parameters = parameters(own, body);
        if (!parameters.isEmpty()) {
            written.put("parameters", parameters);
        }
        if (dialect == Dialect.V2) {
            written.put("consumes", ArrayValue.ofStrings(bodyTypes(body)))
                    .put("produces", ArrayValue.ofStrings(answerTypes(operation)))
                    .put("schemes", ArrayValue.of(Value.of("https")));
        } else if (body.kind() != Body.Kind.NONE) {
            var sent = ObjectValue.of("content", content(bodyTypes(body), dialect.plainReference(body.type())));
            boolean optional = body.type().equals(Operation.DELETE_OPTIONS);
            written.put("requestBody", optional ? sent : sent.with("required", BooleanValue.TRUE));
        }
        return written.put("responses", responses(operation))
                .put("x-kubernetes-action", operation.action())
                .put("x-kubernetes-group-version-kind", operation.kind())
                .build();
    }

    private List<String> bodyTypes(Body body) {
        return switch (body.kind()) {
            case PATCH -> possible(PATCH_TYPES);
            case OBJECT, NONE -> custom ? possible(TYPES) : ANY_TYPE;
        };
    }

    private List<String> answerTypes(Operation operation) {
        var answer = operation.answer();
        if (answer.type().isEmpty()) {
            return operation.action().equals("get") ? LOG_TYPES : ANY_TYPE;
        }
        if (!answer.isList()) {
            return possible(TYPES);
        }
        var all = new ArrayList<>(TYPES);
        all.addAll(WATCH_TYPES);
        return possible(all);
    }

    private List<String> possible(List<String> types) {
        return custom
                ? types.stream().filter(type -> !NOT_OF_CUSTOM.contains(type)).toList()
                : types;
    }

    private ObjectValue responses(Operation operation) {
        var answer = operation.answer();
        var schema = answer.type().isEmpty() ? LeafTypes.type("string", "") : dialect.plainReference(answer.type());
        var responses = ObjectValue.builder();
        for (int code : answer.codes()) {
            var response =
                    ObjectValue.builder().put("description", code == 200 ? "OK" : code == 201 ? "Created" : "Accepted");
            if (dialect == Dialect.V2) {
                response.put("schema", schema);
            } else {
                response.put("content", content(answerTypes(operation), schema));
            }
            responses.put(Integer.toString(code), response.build());
        }
        return responses
                .put("401", ObjectValue.of("description", Value.of("Unauthorized")))
                .build();
    }

    static ObjectValue content(List<String> types, ObjectValue schema) {
        var content = ObjectValue.builder();
        types.forEach(type -> content.put(type, ObjectValue.of("schema", schema)));
        return content.build();
    }

    private ArrayValue parameters(List<Parameter> parameters, Body body) {
        var written = new ArrayList<Value>();
        if (dialect == Dialect.V2 && body.kind() != Body.Kind.NONE) {
            var parameter = ObjectValue.builder().put("name", "body").put("in", "body");
            if (!body.type().equals(Operation.DELETE_OPTIONS)) {
                parameter.put("required", BooleanValue.TRUE);
            }
            written.add(shared.inDocument(
                    parameter.put("schema", dialect.plainReference(body.type())).build()));
        }
        parameters.stream()
                .sorted(Comparator.comparing(Parameter::name))
                .forEach(parameter -> written.add(parameter(parameter)));
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
            return shared.inDocument(written.build());
        }
        return written.put("schema", type).build();
    }
}
