package dev.mudi.apiserver.endpoints;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Deprecations;
import dev.mudi.apiserver.NotFound;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.ReviewHandler;
import dev.mudi.apiserver.registry.ResourceStores;
import dev.mudi.apiserver.registry.VersionedStrategy;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Answers requests for resources, built-in and custom ones alike. Safe for several requests at once. */
public final class ResourceHandler implements RequestHandler {
    private static final Set<String> SPECIAL = Set.of("scale", "binding", "eviction", "token");

    private final ResourceStores stores;
    private final Map<String, ReviewHandler> reviews;
    private final Endpoints endpoints;
    private final InstantSource clock;

    /** The endpoints of the verbs. */
    record Endpoints(
            WatchEndpoint watch,
            WriteEndpoints write,
            PatchEndpoint patch,
            DeleteEndpoints delete,
            SubresourceEndpoints subresources,
            ComponentStatuses components) {}

    ResourceHandler(
            ResourceStores stores, Map<String, ReviewHandler> reviews, Endpoints endpoints, InstantSource clock) {
        this.clock = clock;
        this.stores = stores;
        this.reviews = Map.copyOf(reviews);
        this.endpoints = endpoints;
    }

    @Override
    public void handle(RequestContext context, ApiResponse response) {
        var info = context.info();
        var definition = definition(info);
        if (definition.isEmpty()) {
            unknown(info, response);
            return;
        }
        var resource = definition.get();
        if (!Routes.serve(resource, context)) {
            NotFound.answer(response);
            return;
        }
        if (resource.strategy() instanceof VersionedStrategy custom) {
            custom.deprecation().ifPresent(context.warnings()::add);
        }
        Deprecations.warning(info).ifPresent(context.warnings()::add);
        var call = new Call(context, stores.of(resource), response, clock);
        if (info.verb().equals("patch")) {
            // Whether there is such a patch is asked before anything else, what it says only when its object was found.
            Patching.Kind.of(call);
        }
        var form = form(context, resource);
        if (ComponentStatuses.handles(call)) {
            endpoints.components.answer(call, form);
        } else if (info.subresource().isEmpty()) {
            object(call, form);
        } else {
            subresource(call, form);
        }
    }

    /** A scale is a built-in kind whatever is scaled, so it has a protobuf form. */
    private static Form form(RequestContext context, ResourceDefinition resource) {
        boolean builtIn = !ResourceKinds.isCustom(resource);
        return Form.of(context, builtIn, builtIn || context.info().subresource().equals("scale"));
    }

    private Optional<ResourceDefinition> definition(RequestInfo info) {
        return stores.registry().find(info.group(), info.version(), info.resource());
    }

    /** A group that is not served has no paths at all, nor has one of custom resources only; another says so with a Status. */
    private void unknown(RequestInfo info, ApiResponse response) {
        boolean builtIn = stores.registry().all().stream()
                .anyMatch(resource -> resource.group().equals(info.group()) && !ResourceKinds.isCustom(resource));
        if (builtIn) {
            throw StatusException.noSuchPath();
        }
        NotFound.answer(response);
    }

    private void object(Call call, Form form) {
        switch (call.info().verb()) {
            case "get" -> ObjectWriter.write(call, form, 200, call.object());
            case "list" -> ListEndpoint.answer(call, form);
            case "watch" -> endpoints.watch.answer(call, form);
            case "create" -> create(call, form);
            case "update" -> endpoints.write.update(call, form);
            case "patch" -> endpoints.patch.patch(call, form);
            case "delete" -> endpoints.delete.delete(call, form);
            case "deletecollection" -> endpoints.delete.deleteCollection(call, form);
            default -> throw StatusException.methodNotAllowed();
        }
    }

    private void create(Call call, Form form) {
        var review = reviews.get(call.definition().name().qualified());
        if (review != null) {
            endpoints.subresources.review(call, form, review);
        } else if (call.definition().resource().equals("bindings")
                && call.definition().group().isEmpty()) {
            var pods = new Call(call.context(), stores.of("", "pods"), call.response(), clock);
            endpoints.subresources.bind(pods, form);
        } else {
            endpoints.write.create(call, form);
        }
    }

    private void subresource(Call call, Form form) {
        if (!SPECIAL.contains(call.info().subresource())) {
            object(call, form);
            return;
        }
        boolean reads = call.info().verb().equals("get");
        switch (call.info().subresource()) {
            case "scale" -> {
                if (reads) {
                    endpoints.subresources.getScale(call, form);
                } else {
                    endpoints.subresources.writeScale(call, form);
                }
            }
            case "binding" -> endpoints.subresources.bind(call, form);
            case "eviction" -> endpoints.subresources.evict(call, form);
            default -> endpoints.subresources.issueToken(call, form);
        }
    }
}
