package dev.mudi.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * How a component reaches an API server in the same process: one request in, an answer out.
 *
 * <p>Thread-safe: many exchanges run at once, each on the (virtual) thread that calls it.
 */
@FunctionalInterface
public interface InMemoryTransport {
    /**
     * Carries one request out and returns when the answer is complete; for a watch, when the watch has ended.
     *
     * @throws IOException when the answer could not be completed, also when the reader has cancelled
     * @throws InterruptedException when the calling thread was interrupted; the exchange is then over
     */
    void exchange(Request request, ResponseSink sink) throws IOException, InterruptedException;

    /**
     * One request.
     *
     * @param method in capitals: {@code GET}
     * @param target path and query as they would stand in an HTTP request line, percent-encoded:
     *     {@code /api/v1/pods?watch=true}
     * @param headers names in any case
     * @param body the whole body, empty when there is none; the receiver doesn't change it
     * @param streaming whether the answer is read while it is made (a watch, a followed log)
     */
    @SuppressWarnings("ArrayRecordComponent") // a body is carried, never compared
    record Request(
            String method,
            String target,
            Map<String, List<String>> headers,
            byte[] body,
            Identity identity,
            boolean streaming) {}

    /**
     * Takes the answer. Called by one thread at a time, in the order start, write*, end; {@link #isCancelled} and
     * {@link #onCancel} at any time by any.
     */
    interface ResponseSink {
        /** The status line and headers; exactly once. */
        void start(int code, Map<String, List<String>> headers) throws IOException;

        /**
         * A piece of the body. The buffer is kept and read later without being copied, so its bytes must never change
         * afterwards; its position is not moved. Blocks while a streaming reader is more than a few pieces behind.
         *
         * @throws IOException when the reader has cancelled
         */
        void write(ByteBuffer piece) throws IOException, InterruptedException;

        /** The body is complete; exactly once. */
        void end();

        boolean isCancelled();

        /** Runs the action once the reader has gone, at once if it has already. The action must not block. */
        void onCancel(Runnable action);
    }
}
