package dev.mudi.client;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An answer that is read after it is complete: keeps the pieces, hands them over at the first demand, copies none. */
final class WholeAnswer implements InMemoryTransport.ResponseSink, AsyncBody {
    private final HttpRequest request;
    private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private @Nullable HttpResponse<AsyncBody> response;
    private boolean handedOver;

    WholeAnswer(HttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        this.request = request;
        this.consumer = consumer;
    }

    HttpResponse<AsyncBody> response() throws IOException {
        if (response == null) {
            throw new IOException(
                    "the API server ended without an answer to " + request.method() + " " + request.uri());
        }
        return response;
    }

    @Override
    public void start(int code, Map<String, List<String>> headers) {
        response = new InMemoryResponse(request, code, headers, this);
    }

    @Override
    public void write(ByteBuffer piece) {
        pieces.add(piece.duplicate());
    }

    @Override
    public void end() {}

    @Override
    public boolean isCancelled() {
        return false; // the reader is the very thread that writes
    }

    @Override
    public void onCancel(Runnable action) {}

    @Override
    public void consume() {
        if (handedOver) {
            done.complete(null);
            return;
        }
        handedOver = true;
        try {
            consumer.consume(pieces, this);
        } catch (Exception e) {
            done.completeExceptionally(e);
        }
    }

    @Override
    public CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void cancel() {
        done.cancel(false);
    }
}
