package dev.mudi.apiserver;

/** The end of the list of stages: does what was asked for. Blocking, on the request's own thread; safe for several requests at once. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Answers the request.
     *
     * @throws dev.mudi.api.status.StatusException a refusal, before the answer was begun; it is rendered by the caller
     */
    void handle(RequestContext context, ApiResponse response);
}
