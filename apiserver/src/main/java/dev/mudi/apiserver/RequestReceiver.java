package dev.mudi.apiserver;

/** Takes requests in, from whatever transport, on a thread of the request's own. Never throws for a refusal: it answers. */
@FunctionalInterface
public interface RequestReceiver {
    /** Answers the request; when it returns without an answer, or with a stream left open, the connection is cut. */
    void receive(ApiRequest request, ApiResponse response);
}
