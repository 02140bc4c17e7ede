package dev.mudi.apiserver.discovery;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.Yaml;
import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.negotiation.Accept;
import dev.mudi.apiserver.negotiation.PrettyJson;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers {@code /api}, {@code /api/v1}, {@code /apis}, {@code /apis/<group>} and {@code /apis/<group>/<version>}. A document is made
 * when it is first asked for, and kept until the registry changes. Safe for several requests at once.
 */
public final class DiscoveryHandler implements RequestHandler, AutoCloseable {
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";
    private static final List<String> TYPES = List.of(JSON, YAML, Protobuf.MEDIA_TYPE);
    private static final String AGGREGATED = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final Headers AGGREGATED_HEADERS = Headers.of("Vary", "Accept", "Cache-Control", "public");

    private final ResourceRegistry registry;
    private final Supplier<String> serverAddress;
    private final DocumentCache documents;

    /**
     * Discovery of a registry.
     *
     * @param serverAddress host and port that clients are told
     */
    public DiscoveryHandler(ResourceRegistry registry, Supplier<String> serverAddress) {
        this.registry = registry;
        this.serverAddress = serverAddress;
        this.documents = new DocumentCache(registry);
    }

    /** Whether a path is one of those that are answered here; a group or version that is not served is not. */
    public boolean handles(String path) {
        var parts = parts(path);
        return switch (parts.length) {
            case 1 -> parts[0].equals("api") || parts[0].equals("apis");
            case 2 -> parts[0].equals("api") ? parts[1].equals("v1") : parts[0].equals("apis") && hasGroup(parts[1]);
            case 3 ->
                parts[0].equals("apis")
                        && !parts[1].isEmpty()
                        && !registry.all(parts[1], parts[2]).isEmpty();
            default -> false;
        };
    }

    private boolean hasGroup(String name) {
        return !name.isEmpty()
                && registry.groups().stream().anyMatch(group -> group.name().equals(name));
    }

    /** Slashes at the end say nothing, however many, but after the list of groups, which is no route and has one at most. */
    private static String[] parts(String path) {
        int start = path.startsWith("/") ? 1 : 0;
        int end = path.length();
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        var inner = path.substring(start, end);
        boolean manyAfterGroups = inner.equals("apis") && path.length() > end + 1;
        return (manyAfterGroups ? inner + "/" : inner).split("/", -1);
    }

    /** Whether a path lies below a group of upstream's own kinds, so that a Status says that it is not there. */
    public boolean isWithinBuiltIn(String path) {
        var parts = parts(path);
        return parts[0].equals("api")
                || (parts.length > 1
                        && parts[0].equals("apis")
                        && !parts[1].isEmpty()
                        && registry.all().stream()
                                .anyMatch(resource ->
                                        resource.group().equals(parts[1]) && !Documents.isCustom(resource)));
    }

    /** Whether upstream has a route for it, for reading alone: the list of groups, the groups and what is custom answer to any method. */
    private boolean isRouted(String path) {
        var parts = parts(path);
        return parts[0].equals("api") || (parts.length > 2 && isWithinBuiltIn(path));
    }

    @Override
    public void handle(RequestContext context, ApiResponse response) {
        var request = context.request();
        var parts = parts(request.path());
        boolean routed = isRouted(request.path());
        if (routed && !request.method().equals("GET")) {
            throw StatusException.methodNotAllowed();
        }
        var accept = Accept.of(request);
        if (routed && !accept.names(TYPES)) {
            throw StatusException.byRouter(
                    Reason.NOT_ACCEPTABLE,
                    "406: Not Acceptable\n\nAvailable representations: " + String.join(", ", TYPES));
        }
        var aggregated = parts.length == 1 ? aggregatedType(accept) : Optional.<String>empty();
        if (aggregated.isPresent()) {
            sendAggregated(context, response, parts[0], aggregated.get());
            return;
        }
        var type = type(accept);
        boolean pretty = type.equals(JSON) && Accept.isForPeople(request);
        var key = type + (pretty ? " pretty " : " ") + String.join("/", parts);
        var document = documents.get(key, () -> {
            var tree = tree(parts);
            return pretty ? PrettyJson.write(tree) : encoded(tree, type, builtIn(tree));
        });
        response.send(200, type, Headers.NONE, List.of(document.body().duplicate()));
    }

    /** In every encoding under one tag, that of the JSON: {@code Vary} tells them apart (apiserver, discovery/aggregated). */
    private void sendAggregated(RequestContext context, ApiResponse response, String root, String type) {
        Supplier<ObjectValue> tree = () -> Documents.aggregated(registry, root.equals("api"), "v2");
        var key = "aggregated " + root;
        var json = documents.get(key, () -> Json.writeLine(tree.get()));
        boolean pretty = type.equals(JSON) && Accept.isForPeople(context.request());
        Supplier<byte[]> encoding =
                () -> pretty ? PrettyJson.write(tree.get()) : encoded(tree.get(), type, () -> AggregatedTypes.GROUPS);
        var document =
                type.equals(JSON) && !pretty ? json : documents.get(key + " " + type, encoding, bytes -> json.etag());
        DocumentCache.send(context, response, type + AGGREGATED, AGGREGATED_HEADERS, document);
    }

    /** The first of the encodings that a client accepts for what is not aggregated. */
    private static String type(Accept accept) {
        for (var clause : accept.clauses()) {
            for (var type : TYPES) {
                if (clause.fits(type) && !clause.convertsKind()) {
                    return type;
                }
            }
        }
        throw StatusException.of(
                Reason.NOT_ACCEPTABLE, "only the following media types are accepted: " + String.join(", ", TYPES));
    }

    private static Supplier<Struct> builtIn(ObjectValue tree) {
        return () -> SchemaCatalog.builtIn().kind("", "v1", tree.string("kind")).orElseThrow();
    }

    private static byte[] encoded(ObjectValue tree, String type, Supplier<Struct> message) {
        return switch (type) {
            case YAML -> Yaml.write(tree);
            case Protobuf.MEDIA_TYPE -> Protobuf.encode(tree, message.get());
            default -> Json.writeLine(tree);
        };
    }

    /** The first of the encodings in which a client would rather have everything at once (KEP-3352); empty for one who would not. */
    private static Optional<String> aggregatedType(Accept accept) {
        return accept.clauses().stream()
                .filter(clause -> clause.parameter("as").equals("APIGroupDiscoveryList")
                        && clause.parameter("g").equals("apidiscovery.k8s.io")
                        && clause.parameter("v").equals("v2"))
                .flatMap(clause -> TYPES.stream().filter(clause::fits))
                .findFirst();
    }

    private ObjectValue tree(String[] parts) {
        boolean core = parts[0].equals("api");
        return switch (parts.length) {
            case 1 -> core ? Documents.coreVersions(serverAddress.get()) : Documents.groups(registry);
            case 2 -> core ? Documents.resources("v1", registry.all("", "v1")) : group(parts[1]);
            default -> Documents.resources(parts[1] + "/" + parts[2], registry.all(parts[1], parts[2]));
        };
    }

    private ObjectValue group(String name) {
        var group = registry.groups().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> StatusException.noSuchPath());
        var tree = ObjectValue.builder().put("kind", "APIGroup").put("apiVersion", "v1");
        Documents.group(group).forEach(tree::put);
        return tree.build();
    }

    /** No longer listens to the registry. */
    @Override
    public void close() {
        documents.close();
    }
}
