package dev.mudi.apiserver;

import dev.mudi.api.codec.ByteSink;
import dev.mudi.apiserver.storage.ByteGather;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where the answer goes. Exactly one of the methods that begin an answer is called, once, on the request's own thread. They block
 * while the peer is slow, within bounds; a peer that is gone makes them throw {@link PeerGoneException}.
 *
 * <p>Buffers are shared, never copied into the answer before they must: their contents may not change afterwards, and their
 * positions are left alone.
 */
public interface ApiResponse {
    /**
     * A whole answer.
     *
     * @param code the HTTP code
     * @param contentType empty for none
     * @param headers more headers; length, date and the like are the transport's
     * @param body the parts of the body in order
     */
    void send(int code, String contentType, Headers headers, List<ByteBuffer> body);

    /**
     * A whole answer whose body is written while it is sent, so that it need not be in memory.
     *
     * @param body writes the body, once
     */
    default void send(int code, String contentType, Headers headers, Consumer<ByteSink> body) {
        var gathered = new ByteGather();
        body.accept(gathered);
        send(code, contentType, headers, gathered.buffers());
    }

    /** A whole answer in one piece without more headers. */
    default void send(int code, String contentType, byte[] body) {
        send(code, contentType, Headers.NONE, List.of(ByteBuffer.wrap(body)));
    }

    /**
     * Begins an answer whose length is not known (chunked). On a request that asks for a WebSocket the stream's writes become
     * messages, one a write.
     */
    ResponseStream stream(int code, String contentType, Headers headers);

    /**
     * Answers {@code 101 Switching Protocols} with these headers and hands over the connection, bytes as they come.
     *
     * @throws dev.mudi.api.status.StatusException 400 when this transport cannot be upgraded (HTTP/2, in process)
     */
    UpgradedConnection upgrade(Headers headers);

    /** Whether an answer was begun. */
    boolean isCommitted();
}
