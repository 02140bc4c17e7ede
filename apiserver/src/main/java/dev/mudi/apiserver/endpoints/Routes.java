package dev.mudi.apiserver.endpoints;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.Scope;
import dev.mudi.api.resource.Verb;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests there is anything for. Upstream gives each path of a built-in resource a route, and a route has its methods; custom
 * resources have no routes: what their requests ask for decides (apiextensions-apiserver, crdHandler).
 */
final class Routes {
    private static final Set<Verb> OF_SUBRESOURCES = Set.of(Verb.GET, Verb.UPDATE, Verb.PATCH);

    private Routes() {}

    /** Whether anything is served; a Status of 404 or 405 where that is said with one. */
    static boolean serve(ResourceDefinition definition, RequestContext context) {
        if (ResourceKinds.isCustom(definition)) {
            return serveCustom(definition, context.info());
        }
        serveBuiltIn(definition, context);
        return true;
    }

    private static boolean serveCustom(ResourceDefinition definition, RequestInfo info) {
        var verb = verb(info.verb());
        boolean inNamespace = !info.namespace().isEmpty();
        boolean misplaced = definition.scope() == Scope.CLUSTER
                ? inNamespace
                : !inNamespace
                        && verb.filter(one -> one == Verb.LIST || one == Verb.WATCH)
                                .isEmpty();
        if (misplaced) {
            return false;
        }
        var verbs = definition.verbs();
        if (!info.subresource().isEmpty()) {
            if (definition.subresource(info.subresource()).isEmpty()) {
                throw StatusException.notFound(definition.group(), definition.resource(), info.name());
            }
            verbs = OF_SUBRESOURCES;
        }
        if (verb.isEmpty() || !verbs.contains(verb.get())) {
            throw StatusException.methodNotSupported(definition.group(), definition.resource(), info.verb());
        }
        return true;
    }

    private static void serveBuiltIn(ResourceDefinition definition, RequestContext context) {
        var info = context.info();
        boolean named = info.parts().size() > 1;
        boolean inNamespace = !info.namespace().isEmpty() && !(info.resource().equals("namespaces") && named);
        boolean collected = definition.verbs().contains(Verb.LIST);
        boolean misplaced = definition.scope() == Scope.CLUSTER ? inNamespace : !inNamespace && (named || !collected);
        if (misplaced || info.parts().size() > 3) {
            throw StatusException.noSuchPath();
        }
        var verbs = info.subresource().isEmpty()
                ? definition.verbs()
                : definition
                        .subresource(info.subresource())
                        .orElseThrow(StatusException::noSuchPath)
                        .verbs();
        boolean watches = info.verb().equals("watch");
        boolean watchInPath = watches && !context.request().query().bool("watch");
        if (watchInPath && (!verbs.contains(Verb.WATCH) || info.parts().size() > 2)) {
            throw StatusException.noSuchPath();
        }
        if (watches && !verbs.contains(Verb.WATCH) && verbs.contains(Verb.LIST)) {
            ListOptions.of(context.request().query(), true);
            throw StatusException.methodNotSupported(definition.group(), definition.resource(), info.verb());
        }
        var verb = routed(context, named);
        boolean acrossNamespaces = definition.scope() == Scope.NAMESPACED && !inNamespace;
        boolean readsOnly = acrossNamespaces
                && verb.filter(one -> one != Verb.LIST && one != Verb.WATCH).isPresent();
        if (verb.isEmpty() || readsOnly || !verbs.contains(verb.get())) {
            throw StatusException.methodNotAllowed();
        }
    }

    /** The verb, if the path has a route for the method: no path has one for HEAD, and those that say watch only have one for GET. */
    private static Optional<Verb> routed(RequestContext context, boolean named) {
        var info = context.info();
        var method = context.request().method();
        boolean fits = switch (info.verb()) {
            case "create" -> !named || info.parts().size() == 3;
            case "list", "deletecollection" -> !named;
            case "watch" -> info.parts().size() < 3 && method.equals("GET");
            case "get", "update", "patch", "delete" -> named;
            default -> false;
        };
        return fits && !method.equals("HEAD") ? verb(info.verb()) : Optional.empty();
    }

    private static Optional<Verb> verb(String text) {
        return switch (text) {
            case "create", "list", "deletecollection", "watch", "get", "update", "patch", "delete" ->
                Optional.of(Verb.valueOf(text.toUpperCase(Locale.ROOT)));
            default -> Optional.empty();
        };
    }
}
