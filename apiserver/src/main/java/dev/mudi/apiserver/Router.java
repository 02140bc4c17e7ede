package dev.mudi.apiserver;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.discovery.DiscoveryHandler;
import dev.mudi.apiserver.discovery.OpenApiHandler;
import dev.mudi.apiserver.streaming.StreamingHandler;
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
        var info = context.info();
        if (StreamingHandler.handles(info)) {
            streams.handle(context, response);
        } else if (info.isResourceRequest()) {
            boolean groupless =
                    info.api().prefix().equals("apis") && info.group().isEmpty();
            (groupless ? NotFound.PAGE : resources).handle(context, response);
        } else if (discovery.handles(info.path())) {
            discovery.handle(context, response);
        } else if (openApi.handles(info.path())) {
            openApi.handle(context, response);
        } else {
            page(info.path()).handle(context, response);
        }
    }

    private RequestHandler page(String path) {
        for (var here = path; !here.isEmpty(); here = here.substring(0, Math.max(0, here.lastIndexOf('/')))) {
            var found = pages.get(here);
            if (found != null) {
                return found;
            }
        }
        if (discovery.isWithinBuiltIn(path)) {
            throw StatusException.noSuchPath();
        }
        return NotFound.PAGE;
    }
}
