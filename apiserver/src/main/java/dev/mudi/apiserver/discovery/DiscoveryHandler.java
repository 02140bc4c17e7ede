package dev.mudi.apiserver.discovery;

import dev.mudi.api.codec.Json;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Answers {@code /api}, {@code /api/v1}, {@code /apis}, {@code /apis/<group>} and {@code /apis/<group>/<version>}. A document is made
 * when it is first asked for, and kept until the registry changes. Safe for several requests at once.
 */
public final class DiscoveryHandler implements RequestHandler, AutoCloseable {
    private static final String AS = "as=APIGroupDiscoveryList";

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
                parts[0].equals("apis") && !registry.all(parts[1], parts[2]).isEmpty();
            default -> false;
        };
    }

    private boolean hasGroup(String name) {
        return !name.isEmpty()
                && registry.groups().stream().anyMatch(group -> group.name().equals(name));
    }

    private static String[] parts(String path) {
        var inner = path.startsWith("/") ? path.substring(1) : path;
        return (inner.endsWith("/") ? inner.substring(0, inner.length() - 1) : inner).split("/", -1);
    }

    @Override
    public void handle(RequestContext context, ApiResponse response) {
        var request = context.request();
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw StatusException.of(
                    Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
        }
        var parts = parts(request.path());
        var version = parts.length == 1 ? aggregatedVersion(request.headers().get("Accept")) : Optional.<String>empty();
        var key = String.join("/", parts) + version.map(text -> "?" + text).orElse("");
        var document = documents.get(key, () -> Json.write(tree(parts, version)));
        if (version.isEmpty()) {
            response.send(
                    200,
                    "application/json",
                    Headers.NONE,
                    List.of(document.body().duplicate()));
            return;
        }
        var type = "application/json;g=apidiscovery.k8s.io;v=" + version.get() + ";" + AS;
        var headers = Headers.of("Vary", "Accept", "Cache-Control", "public");
        DocumentCache.send(context, response, type, headers, document);
    }

    /** The version of aggregated discovery that a client accepts, if it accepts any. */
    private static Optional<String> aggregatedVersion(String accept) {
        for (var clause : accept.split(",", -1)) {
            var plain = clause.replace(" ", "");
            var version = Stream.of("v2beta1", "v2")
                    .filter(candidate -> isAggregated(plain) && (plain + ";").contains("v=" + candidate + ";"))
                    .findFirst();
            if (version.isPresent()) {
                return version;
            }
            if (plain.equals("application/json") || plain.equals("*/*")) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isAggregated(String clause) {
        return clause.startsWith("application/json") && clause.contains(AS) && clause.contains("g=apidiscovery.k8s.io");
    }

    private ObjectValue tree(String[] parts, Optional<String> aggregated) {
        boolean core = parts[0].equals("api");
        if (aggregated.isPresent()) {
            return Documents.aggregated(registry, core, aggregated.get());
        }
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
                .orElseThrow(
                        () -> StatusException.of(Reason.NOT_FOUND, "the server could not find the requested resource"));
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
