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
import java.util.concurrent.Semaphore;

/**
 * An answer that is read while it is made. The reader asks for one piece at a time; a writer that is ahead of the reader
 * waits in {@link #write}, so nothing is buffered here.
 */
final class StreamedAnswer implements InMemoryTransport.ResponseSink, AsyncBody {
    private static final int ALL_WAITING_WRITERS = 1 << 20;

    private final HttpRequest request;
    private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
    private final CompletableFuture<HttpResponse<AsyncBody>> response = new CompletableFuture<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Semaphore demand = new Semaphore(0);
    private final List<Runnable> onCancel = new ArrayList<>(); // guarded by itself
    private volatile boolean cancelled;

    StreamedAnswer(HttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        this.request = request;
        this.consumer = consumer;
    }

    /** Complete when the answer has started, or failed before. */
    CompletableFuture<HttpResponse<AsyncBody>> response() {
        return response;
    }

    @Override
    public void start(int code, Map<String, List<String>> headers) throws IOException {
        if (!response.complete(new InMemoryResponse(request, code, headers, this))) {
            cancel(); // the caller gave up before the answer came
            throw gone();
        }
    }

    @Override
    public void write(ByteBuffer piece) throws IOException, InterruptedException {
        demand.acquire();
        if (cancelled) {
            throw gone();
        }
        try {
            consumer.consume(List.of(piece.duplicate()), this);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the reader of " + request.uri() + " failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void end() {
        done.complete(null);
    }

    /** The exchange has returned. */
    void finished() {
        if (!response.isDone()) {
            failed(new IOException("the API server ended without an answer to " + request.uri()));
        }
        done.complete(null);
    }

    /** The exchange was broken off. */
    void failed(Exception cause) {
        response.completeExceptionally(cause);
        done.completeExceptionally(cause);
    }

    private IOException gone() {
        return new IOException("the reader of " + request.uri() + " has gone");
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (onCancel) {
            if (!cancelled) {
                onCancel.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void consume() {
        demand.release();
    }

    @Override
    public CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void cancel() {
        List<Runnable> actions;
        synchronized (onCancel) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            actions = List.copyOf(onCancel);
        }
        demand.release(ALL_WAITING_WRITERS);
        actions.forEach(Runnable::run);
        done.cancel(false);
    }
}
