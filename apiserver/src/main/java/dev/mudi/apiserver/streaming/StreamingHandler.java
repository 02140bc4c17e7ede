package dev.mudi.apiserver.streaming;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.streaming.Forwarder.Destination;
import dev.mudi.apiserver.streaming.Forwarder.Mode;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Answers the subresources that are streams to nodes. Safe for several requests at once. */
public final class StreamingHandler implements RequestHandler {
    private static final Set<String> POD_STREAMS = Set.of("exec", "attach", "portforward");
    private static final Set<String> STREAM_METHODS = Set.of("GET", "POST");
    private static final Set<String> LOG_METHODS = Set.of("GET");
    private static final Set<String> PROXY_METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
    private static final Set<String> PROXIED = Set.of("nodes", "pods", "services");

    private final Authorizer authorizer;
    private final PodStreams pods;
    private final ProxyTargets proxies;
    private final Forwarder forwarder;

    /** Finds pods, nodes and endpoints in the source, and connects by the connector. */
    public StreamingHandler(
            ObjectSource objects, NodeConnector connector, Authorizer authorizer, RandomGenerator random) {
        var nodes = new Nodes(objects);
        this.authorizer = authorizer;
        this.pods = new PodStreams(objects, nodes);
        this.proxies = new ProxyTargets(objects, nodes, random);
        this.forwarder = new Forwarder(connector);
    }

    /** Whether a request is one of these. */
    public static boolean handles(RequestInfo info) {
        if (!info.isResourceRequest() || !info.group().isEmpty()) {
            return false;
        }
        boolean podStream = info.resource().equals("pods")
                && (POD_STREAMS.contains(info.subresource())
                        || info.subresource().equals("log"));
        return podStream || (info.subresource().equals("proxy") && PROXIED.contains(info.resource()));
    }

    @Override
    public void handle(RequestContext context, ApiResponse response) {
        var info = context.info();
        mustBeServed(context);
        if (info.subresource().equals("proxy")) {
            proxy(context, response);
        } else if (info.subresource().equals("log")) {
            log(context, response);
        } else {
            requireCreate(context);
            var destination = pods.stream(info, context.request().query());
            if (!context.request().headers().hasToken("Connection", "upgrade")) {
                throw StatusException.badRequest("Upgrade request required");
            }
            forwarder.forward(context.request(), response, destination, Mode.TRANSPARENT);
        }
    }

    /** A pod that is on no node yet has written nothing. */
    private void log(RequestContext context, ApiResponse response) {
        var request = context.request();
        LogOptions.validate(context.info().name(), request.query());
        var destination = pods.log(context.info(), request.query());
        if (destination.isPresent()) {
            forwarder.forward(request, response, destination.get(), Mode.LOG);
        } else {
            response.send(204, "", Headers.NONE, List.of());
        }
    }

    /** 404 and 405 where there is no such route; and what goes to a node is done in earnest or not at all. */
    private static void mustBeServed(RequestContext context) {
        var info = context.info();
        boolean proxy = info.subresource().equals("proxy");
        if (info.parts().size() > 3 && !proxy) {
            throw StatusException.noSuchPath();
        }
        var method = context.request().method();
        boolean log = info.subresource().equals("log");
        if (!(proxy ? PROXY_METHODS : log ? LOG_METHODS : STREAM_METHODS).contains(method)) {
            throw StatusException.methodNotAllowed();
        }
        if (!log && context.request().query().has("dryRun")) {
            throw StatusException.badRequest("dryRun is not supported");
        }
    }

    /** A WebSocket begins with GET, but needs what a POST would (KEP-4006). */
    private void requireCreate(RequestContext context) {
        var info = context.info();
        if (!info.verb().equals("get")) {
            return;
        }
        var resource = new Authorizer.Resource(
                "", info.version(), info.resource(), info.subresource(), info.namespace(), info.name());
        var decision = authorizer.authorize(Authorizer.Attributes.of(context.user(), "create", resource));
        if (!decision.isAllowed()) {
            throw StatusException.forbidden(
                    "",
                    info.resource(),
                    info.name(),
                    "User \"" + context.user().name() + "\" cannot create resource \"" + resource.qualified()
                            + "\" in API group \"\" in the namespace \"" + info.namespace() + "\"");
        }
    }

    private void proxy(RequestContext context, ApiResponse response) {
        var request = context.request();
        int end = pathEnd(context);
        var rest = request.rawPath().substring(end);
        var raw = request.query().raw();
        var query = raw.isEmpty() ? "" : "?" + raw;
        var target = proxies.target(context.info());
        if (rest.isEmpty()
                && (request.method().equals("GET") || request.method().equals("HEAD"))) {
            response.send(301, "", Headers.of("Location", request.rawPath() + "/" + query), List.of());
            return;
        }
        var links = new ProxyLinks(
                request.rawPath().substring(0, end),
                target.authority(),
                request.headers().get("Host"));
        var destination = new Destination(target, (rest.isEmpty() ? "/" : rest) + query);
        forwarder.proxy(request, response, destination, links);
    }

    /** Where the request's own path ends and that of the backend begins. */
    private static int pathEnd(RequestContext context) {
        var path = context.request().rawPath();
        // /api/v1/nodes/NAME/proxy, /api/v1/namespaces/NAMESPACE/pods/NAME/proxy
        int segments = context.info().resource().equals("nodes") ? 5 : 7;
        int at = 0;
        while (at < path.length() && path.charAt(at) == '/') {
            at++;
        }
        for (int i = 0; i < segments; i++) {
            int slash = path.indexOf('/', at);
            at = slash < 0 ? path.length() + 1 : slash + 1;
        }
        return at - 1;
    }
}
