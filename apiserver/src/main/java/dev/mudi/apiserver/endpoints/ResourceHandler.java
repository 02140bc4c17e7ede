package dev.mudi.apiserver.endpoints;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.Scope;
import dev.mudi.api.resource.Verb;
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
import java.util.Locale;
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
        mustBeServed(resource, info);
        if (resource.strategy() instanceof VersionedStrategy custom) {
            custom.deprecation().ifPresent(context.warnings()::add);
        }
        Deprecations.warning(info).ifPresent(context.warnings()::add);
        var call = new Call(context, stores.of(resource), response, clock);
        var form = Form.of(context, !ResourceKinds.isCustom(resource));
        if (ComponentStatuses.handles(call)) {
            endpoints.components.answer(call, form);
        } else if (info.subresource().isEmpty()) {
            object(call, form);
        } else {
            subresource(call, form);
        }
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

    /** 404 where upstream has no such path, 405 where it has the path and not the verb. */
    private static void mustBeServed(ResourceDefinition definition, RequestInfo info) {
        var target = info.target();
        boolean inNamespace = !target.namespace().isEmpty() && !info.resource().equals("namespaces");
        boolean named = info.parts().size() > 1;
        boolean misplaced = definition.scope() == Scope.CLUSTER ? inNamespace : !inNamespace && named;
        if (misplaced || info.parts().size() > 3) {
            throw StatusException.noSuchPath();
        }
        var verbs = verbs(definition, target.subresource(), info.name());
        var verb = verb(info, named);
        boolean acrossNamespaces = definition.scope() == Scope.NAMESPACED && !inNamespace;
        boolean readsOnly = acrossNamespaces
                && verb.filter(one -> one != Verb.LIST && one != Verb.WATCH).isPresent();
        if (verb.isEmpty() || readsOnly || !verbs.contains(verb.get())) {
            throw StatusException.methodNotAllowed();
        }
    }

    private static Set<Verb> verbs(ResourceDefinition definition, String subresource, String name) {
        if (subresource.isEmpty()) {
            return definition.verbs();
        }
        return definition
                .subresource(subresource)
                .orElseThrow(() -> ResourceKinds.isCustom(definition)
                        ? StatusException.notFound(definition.group(), definition.resource(), name)
                        : StatusException.noSuchPath())
                .verbs();
    }

    /** The verb, if it goes with a path that names an object or does not. */
    private static Optional<Verb> verb(RequestInfo info, boolean named) {
        boolean fits = switch (info.verb()) {
            case "create" -> !named || info.parts().size() == 3;
            case "list", "deletecollection" -> !named;
            case "watch" -> info.parts().size() < 3;
            case "get", "update", "patch", "delete" -> named;
            default -> false;
        };
        return fits ? Optional.of(Verb.valueOf(info.verb().toUpperCase(Locale.ROOT))) : Optional.empty();
    }

    private void object(Call call, Form form) {
        switch (call.info().verb()) {
            case "get" -> get(call, form);
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

    private static void get(Call call, Form form) {
        var revision = Parameters.revision(call.context().request().query().get("resourceVersion"));
        var store = call.store();
        revision.ifPresent(wanted -> store.cache().snapshotNotOlderThan(wanted));
        ObjectWriter.write(
                call, form, 200, store.get(call.namespace(), call.info().name()));
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
