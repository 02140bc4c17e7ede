package dev.mudi.apiserver.health;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** {@code /}: the paths that are served. */
public final class RootEndpoint implements RequestHandler {
    private final byte[] body;

    /** Lists these paths, and those of discovery. */
    public RootEndpoint(Collection<String> paths) {
        var all = new TreeSet<>(paths);
        all.addAll(Set.of("/api", "/api/v1", "/apis", "/openapi/v2", "/openapi/v3"));
        this.body = Json.write(ObjectValue.of("paths", ArrayValue.ofStrings(all)));
    }

    @Override
    public void handle(RequestContext context, ApiResponse response) {
        if (context.info().path().equals("/")) {
            response.send(200, "application/json", body);
        } else {
            response.send(404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(StandardCharsets.UTF_8));
        }
    }
}
