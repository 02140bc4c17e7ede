package dev.mudi.api.openapi;

import dev.mudi.api.openapi.Operation.Answer;
import dev.mudi.api.openapi.Operation.Body;
import dev.mudi.api.openapi.Operation.Parameter;
import dev.mudi.api.resource.DeletionAnswer;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.Subresource;
import dev.mudi.api.resource.Verb;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The paths of one resource and what can be asked at each. */
final class ResourcePaths {
    private static final List<Integer> OK = List.of(200);
    private static final List<Integer> CHANGED = List.of(200, 201);
    private static final List<Integer> CREATED = List.of(200, 201, 202);

    private final ResourceDefinition resource;
    private final TypeNames names;
    private final String group;
    private final String scope;
    private final ObjectValue kind;

    ResourcePaths(ResourceDefinition resource, TypeNames names) {
        this.resource = resource;
        this.names = names;
        this.group = TypeNames.groupInIds(resource);
        this.scope = resource.isNamespaced() ? "Namespaced" : "";
        this.kind = TypeNames.groupVersionKind(resource.group(), resource.version(), resource.kind());
    }

    /**
     * A path with the parameters of all that can be asked there.
     *
     * @param subject what it is about: {@code Pod}, {@code status of Pod}
     */
    record Path(String path, String subject, List<Parameter> parameters, List<Operation> operations) {}

    List<Path> all() {
        var paths = new ArrayList<Path>();
        var root = (resource.group().isEmpty() ? "/api/" : "/apis/") + resource.apiVersion();
        var collection = root + (resource.isNamespaced() ? "/namespaces/{namespace}/" : "/") + resource.resource();
        if (resource.isNamespaced() && resource.hasVerb(Verb.LIST)) {
            paths.add(new Path(
                    root + "/" + resource.resource(),
                    resource.kind(),
                    List.of(Parameters.PRETTY),
                    List.of(list("list" + group + resource.kind() + "ForAllNamespaces"))));
        }
        add(paths, new Path(collection, resource.kind(), inPath(false), ofCollection()));
        add(paths, new Path(collection + "/{name}", resource.kind(), inPath(true), ofObject()));
        resource.subresources()
                .forEach(subresource ->
                        addSubresource(paths, collection + "/{name}/" + subresource.name(), subresource));
        if (resource.hasVerb(Verb.WATCH) && !isCustom(resource)) {
            addWatches(paths, root);
        }
        return paths;
    }

    /** Whether a definition made it: such resources have no deprecated paths, and no protobuf. */
    static boolean isCustom(ResourceDefinition resource) {
        return resource.schema().name().isEmpty();
    }

    private void addSubresource(List<Path> paths, String path, Subresource subresource) {
        var subject = subresource.name() + " of " + resource.kind();
        if (!subresource.kind().endsWith("Options")) {
            var parameters = new ArrayList<>(inPath(true));
            parameters.addAll(subresource.name().equals("log") ? Parameters.LOG : List.of());
            add(paths, new Path(path, subject, parameters, ofSubresource(subresource)));
            return;
        }
        var suffix = capital(subresource.name());
        var parameters = new ArrayList<>(inPath(true));
        parameters.remove(Parameters.PRETTY);
        parameters.addAll(Parameters.ofConnection(subresource.name()));
        add(paths, new Path(path, subject, List.copyOf(parameters), connections(subresource, suffix)));
        if (subresource.name().equals("proxy")) {
            parameters.add(Parameters.PATH_BEHIND);
            add(paths, new Path(path + "/{path}", subject, parameters, connections(subresource, suffix + "WithPath")));
        }
    }

    /** The paths below {@code /watch}, which a parameter of lists has long since replaced. */
    private void addWatches(List<Path> paths, String root) {
        var below = root + "/watch/";
        var collection = below + (resource.isNamespaced() ? "namespaces/{namespace}/" : "") + resource.resource();
        if (resource.isNamespaced()) {
            var id = "watch" + group + resource.kind() + "ListForAllNamespaces";
            add(paths, watch(below + resource.resource(), List.of(Parameters.PRETTY), "watchlist", id));
        }
        var id = "watch" + group + scope + resource.kind();
        add(paths, watch(collection, inPath(false), "watchlist", id + "List"));
        add(paths, watch(collection + "/{name}", inPath(true), "watch", id));
    }

    private Path watch(String path, List<Parameter> inPath, String action, String id) {
        var parameters = new ArrayList<>(inPath);
        parameters.addAll(Parameters.LIST);
        var answer = new Answer(Operation.META + "WatchEvent", OK, true);
        var operation = new Operation("get", action, id, kind, Body.NONE, answer, List.of());
        return new Path(path, resource.kind(), parameters, List.of(operation));
    }

    private static void add(List<Path> paths, Path path) {
        if (!path.operations.isEmpty()) {
            paths.add(path);
        }
    }

    private List<Parameter> inPath(boolean ofObject) {
        var parameters = new ArrayList<Parameter>();
        if (ofObject) {
            parameters.add(new Parameter("name", "path", "string", "name of the " + resource.kind()));
        }
        if (resource.isNamespaced()) {
            parameters.add(Parameters.NAMESPACE);
        }
        parameters.add(Parameters.PRETTY);
        return parameters;
    }

    private Operation list(String id) {
        return new Operation(
                "get", "list", id, kind, Body.NONE, new Answer(names.ofList(resource), OK, true), Parameters.LIST);
    }

    private List<Operation> ofCollection() {
        var operations = new ArrayList<Operation>();
        if (resource.hasVerb(Verb.LIST)) {
            operations.add(list("list" + group + scope + resource.kind()));
        }
        if (resource.hasVerb(Verb.CREATE)) {
            operations.add(write("post", "create", "", names.of(resource), kind, CREATED));
        }
        if (resource.hasVerb(Verb.DELETECOLLECTION)) {
            operations.add(new Operation(
                    "delete",
                    "deletecollection",
                    "delete" + group + "Collection" + scope + resource.kind(),
                    kind,
                    isCustom(resource) ? Body.NONE : Body.of(Operation.DELETE_OPTIONS),
                    new Answer(Operation.STATUS, OK, false),
                    isCustom(resource) ? Parameters.LIST : Parameters.DELETE_COLLECTION));
        }
        return operations;
    }

    private List<Operation> ofObject() {
        var operations = new ArrayList<Operation>();
        for (var verb : List.of(Verb.GET, Verb.UPDATE, Verb.PATCH, Verb.DELETE)) {
            if (resource.hasVerb(verb)) {
                operations.add(operation(verb, "", names.of(resource), kind));
            }
        }
        return operations;
    }

    private List<Operation> ofSubresource(Subresource subresource) {
        var suffix = capital(subresource.name());
        var type = typeOf(subresource);
        // Of a custom resource they are said to be about the object, whatever kind they have.
        var about = isCustom(resource)
                ? kind
                : TypeNames.groupVersionKind(subresource.group(), subresource.version(), subresource.kind());
        var operations = new ArrayList<Operation>();
        for (var verb : List.of(Verb.GET, Verb.UPDATE, Verb.PATCH, Verb.CREATE, Verb.DELETE)) {
            if (subresource.verbs().contains(verb)) {
                operations.add(operation(verb, suffix, subresource.name().equals("log") ? "" : type, about));
            }
        }
        return operations;
    }

    /** A subresource is of a kind of its own, such as Scale, or of the kind of the resource. */
    private String typeOf(Subresource subresource) {
        if (subresource.kind().equals(resource.kind())) {
            return names.of(resource);
        }
        return SchemaCatalog.builtIn()
                .kind(subresource.group(), subresource.version(), subresource.kind())
                .map(type -> type.name())
                .orElse("");
    }

    private List<Operation> connections(Subresource subresource, String suffix) {
        var about = TypeNames.groupVersionKind(subresource.group(), subresource.version(), subresource.kind());
        var operations = new ArrayList<Operation>();
        var methods = new ArrayList<String>();
        subresource.verbs().stream().sorted().map(ResourcePaths::method).forEach(methods::add);
        if (subresource.name().equals("proxy")) {
            methods.addAll(List.of("options", "head"));
        }
        for (var method : methods) {
            operations.add(new Operation(
                    method,
                    "connect",
                    "connect" + group + capital(method) + scope + resource.kind() + suffix,
                    about,
                    Body.NONE,
                    new Answer("", OK, false),
                    List.of()));
        }
        return operations;
    }

    private Operation operation(Verb verb, String suffix, String type, ObjectValue about) {
        var method = method(verb);
        return switch (verb) {
            case UPDATE -> write(method, "replace", suffix, type, about, CHANGED);
            case CREATE -> write(method, "create", suffix, type, about, CREATED);
            case PATCH ->
                new Operation(
                        method,
                        "patch",
                        "patch" + group + scope + resource.kind() + suffix,
                        about,
                        Body.PATCH,
                        new Answer(type, isCustom(resource) ? OK : CHANGED, false),
                        Parameters.PATCH);
            case DELETE ->
                new Operation(
                        method,
                        "delete",
                        "delete" + group + scope + resource.kind() + suffix,
                        about,
                        Body.of(Operation.DELETE_OPTIONS),
                        new Answer(
                                suffix.isEmpty() && DeletionAnswer.isObjectInDocuments(resource)
                                        ? type
                                        : Operation.STATUS,
                                List.of(200, 202),
                                false),
                        Parameters.DELETE);
            case GET, LIST, WATCH, DELETECOLLECTION ->
                new Operation(
                        method,
                        "get",
                        "read" + group + scope + resource.kind() + suffix,
                        about,
                        Body.NONE,
                        new Answer(type, OK, false),
                        isCustom(resource) ? List.of(Parameters.RESOURCE_VERSION) : List.of());
        };
    }

    private Operation write(
            String method, String word, String suffix, String type, ObjectValue about, List<Integer> codes) {
        return new Operation(
                method,
                method,
                word + group + scope + resource.kind() + suffix,
                about,
                Body.of(type),
                new Answer(type, codes, false),
                Parameters.CREATE);
    }

    private static String method(Verb verb) {
        return switch (verb) {
            case GET, LIST, WATCH -> "get";
            case CREATE -> "post";
            case UPDATE -> "put";
            case PATCH -> "patch";
            case DELETE, DELETECOLLECTION -> "delete";
        };
    }

    static String capital(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
