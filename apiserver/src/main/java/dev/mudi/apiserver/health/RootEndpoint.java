package dev.mudi.apiserver.health;

import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.NotFound;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.negotiation.PrettyJson;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** {@code /} and {@code /index.html}: the paths that are served. */
public final class RootEndpoint implements RequestHandler {
    private final ResourceRegistry registry;
    private final List<String> pages;

    /** Lists these pages, and those of what the registry has. */
    public RootEndpoint(ResourceRegistry registry, Collection<String> pages) {
        this.registry = registry;
        this.pages = List.copyOf(pages);
    }

    @Override
    public void handle(RequestContext context, ApiResponse response) {
        var path = context.info().path();
        if (path.equals("/") || path.equals("/index.html")) {
            response.send(200, "application/json", PrettyJson.write(ObjectValue.of("paths", paths())));
        } else {
            NotFound.answer(response);
        }
    }

    private ArrayValue paths() {
        var paths = new TreeSet<>(pages);
        paths.addAll(List.of("/api", "/apis", "/apis/", "/openapi/v2", "/openapi/v3", "/openapi/v3/"));
        for (var group : registry.groups()) {
            var prefix = group.name().isEmpty() ? "/api" : "/apis/" + group.name();
            paths.add(prefix);
            group.versions().forEach(version -> paths.add(prefix + "/" + version));
        }
        return ArrayValue.ofStrings(paths);
    }
}
