package dev.mudi.apiserver.stages;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.Authorizer.Attributes;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.metrics.AccessMetrics;

/** Refuses what the user may not do, in upstream's words (apiserver, responsewriters.Forbidden). */
record AuthorizationStage(Authorizer authorizer, AccessMetrics metrics) implements Stage {
    @Override
    public void pass(RequestContext context, ApiResponse response, RequestHandler next) {
        var attributes = Attributes.of(context.user(), context.info());
        long start = System.nanoTime();
        var decision = authorizer.authorize(attributes);
        metrics.authorized(decision.verdict(), System.nanoTime() - start);
        if (!decision.isAllowed()) {
            throw forbidden(attributes, decision.reason());
        }
        next.handle(context, response);
    }

    /** 403 that says who may not do what, and why. */
    static StatusException forbidden(Attributes attributes, String reason) {
        var resource = attributes.resource();
        var what = "User \"" + attributes.user().name() + "\" cannot " + attributes.verb();
        if (attributes.isResourceRequest()) {
            what += " resource \"" + resource.qualified() + "\" in API group \"" + resource.group() + "\""
                    + (resource.namespace().isEmpty()
                            ? " at the cluster scope"
                            : " in the namespace \"" + resource.namespace() + "\"");
        } else {
            what += " path \"" + attributes.path() + "\"";
        }
        var why = reason.isEmpty() ? what : what + ": " + reason;
        return StatusException.forbidden(resource.group(), resource.resource(), resource.name(), why);
    }
}
