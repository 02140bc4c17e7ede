package dev.mudi.apiserver;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.discovery.DiscoveryHandler;
import dev.mudi.apiserver.discovery.OpenApiHandler;
import dev.mudi.apiserver.streaming.StreamingHandler;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Hands a request to what answers its path.
 *
 * @param pages by path; a page also gets the paths below it ({@code /livez} gets {@code /livez/etcd})
 * @param discovery what is served
 * @param openApi what it looks like
 * @param streams to nodes
 * @param resources everything else
 */
record Router(
        Map<String, RequestHandler> pages,
        DiscoveryHandler discovery,
        OpenApiHandler openApi,
        RequestHandler streams,
        RequestHandler resources)
        implements RequestHandler {
    @Override
    public void handle(RequestContext context, ApiResponse response) {
        if (StreamingHandler.handles(context.info())) {
            streams.handle(context, response);
        } else if (context.request().method().equals("HEAD") && !isPage(context.info())) {
            throw StatusException.of(
                    Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
        } else if (context.info().isResourceRequest()) {
            resources.handle(context, response);
        } else if (discovery.handles(context.info().path())) {
            discovery.handle(context, response);
        } else if (openApi.handles(context.info().path())) {
            openApi.handle(context, response);
        } else {
            page(context.info().path()).handle(context, response);
        }
    }

    /** Health, metrics and documents may be asked for without their bodies; what is an API of objects may not. */
    private boolean isPage(RequestInfo info) {
        return !info.isResourceRequest()
                && !discovery.handles(info.path())
                && !info.path().equals("/version");
    }

    private RequestHandler page(String path) {
        for (var here = path; !here.isEmpty(); here = here.substring(0, Math.max(0, here.lastIndexOf('/')))) {
            var found = pages.get(here);
            if (found != null) {
                return found;
            }
        }
        return Router::nothing;
    }

    private static void nothing(RequestContext context, ApiResponse response) {
        response.send(404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(StandardCharsets.UTF_8));
    }
}
