package dev.mudi.apiserver.stages;

import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;

/** One step on the way of a request. Safe for several requests at once. */
@FunctionalInterface
interface Stage {
    /** Passes the request on, perhaps with more known about it, or refuses it by a StatusException. */
    void pass(RequestContext context, ApiResponse response, RequestHandler next);
}
