package dev.mudi.cluster.transport;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.PeerGoneException;
import dev.mudi.apiserver.ResponseStream;
import dev.mudi.apiserver.UpgradedConnection;
import dev.mudi.client.InMemoryTransport.ResponseSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An answer that goes to a reader in the same process. Used by the request's own thread, but for closing. */
final class SinkResponse implements ApiResponse {
    private final ResponseSink sink;
    private volatile boolean committed;
    private volatile boolean ended;

    SinkResponse(ResponseSink sink) {
        this.sink = sink;
    }

    @Override
    public void send(int code, String contentType, Headers headers, List<ByteBuffer> body) {
        start(code, contentType, headers);
        write(body.toArray(ByteBuffer[]::new));
        end();
    }

    @Override
    public ResponseStream stream(int code, String contentType, Headers headers) {
        start(code, contentType, headers);
        return new SinkStream();
    }

    @Override
    public UpgradedConnection upgrade(Headers headers) {
        throw StatusException.of(Reason.BAD_REQUEST, "a connection within the process cannot be upgraded: use HTTPS");
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    /** The answer is complete; nothing happens if it is already. */
    synchronized void end() {
        if (!ended) {
            ended = true;
            sink.end();
        }
    }

    private void start(int code, String contentType, Headers headers) {
        Map<String, List<String>> all = new HashMap<>();
        if (!contentType.isEmpty()) {
            all.put("Content-Type", List.of(contentType));
        }
        headers.forEach((name, value) ->
                all.computeIfAbsent(name, header -> new ArrayList<>()).add(value));
        committed = true;
        try {
            sink.start(code, all);
        } catch (IOException e) {
            throw gone();
        }
    }

    private void write(ByteBuffer... buffers) {
        try {
            for (var buffer : buffers) {
                sink.write(buffer);
            }
        } catch (IOException e) {
            throw gone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw gone();
        }
    }

    private static PeerGoneException gone() {
        return new PeerGoneException("the reader in this process has closed");
    }

    /** The rest of the answer, piece by piece. */
    private final class SinkStream implements ResponseStream {
        private volatile boolean closed;
        private final List<Runnable> actions = new ArrayList<>(1); // guarded by this

        SinkStream() {
            sink.onCancel(this::runActions);
        }

        @Override
        public void write(ByteBuffer... buffers) {
            if (closed) {
                throw gone();
            }
            SinkResponse.this.write(buffers);
        }

        @Override
        public void flush() {
            // Every piece is with the reader as soon as it is written.
        }

        @Override
        public boolean isClosed() {
            return closed || sink.isCancelled();
        }

        @Override
        public void onClose(Runnable action) {
            synchronized (this) {
                if (!isClosed()) {
                    actions.add(action);
                    return;
                }
            }
            action.run();
        }

        @Override
        public void close() {
            closed = true;
            end();
            runActions();
        }

        private void runActions() {
            List<Runnable> all;
            synchronized (this) {
                all = List.copyOf(actions);
                actions.clear();
            }
            all.forEach(Runnable::run);
        }
    }
}
