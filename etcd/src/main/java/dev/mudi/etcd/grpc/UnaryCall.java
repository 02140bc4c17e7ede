package dev.mudi.etcd.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call of one request whose answer may come later, on whatever thread; none waits for it.
 *
 * @param <Q> the request
 * @param <A> the answer
 */
final class UnaryCall<Q, A> extends ServerCall.Listener<Received<Q>> {
    private final ServerCall<Received<Q>, A> call;
    private final Consumer<UnaryCall<Q, A>> handler;
    private @Nullable Received<Q> received;
    private boolean refused;

    private UnaryCall(ServerCall<Received<Q>, A> call, Consumer<UnaryCall<Q, A>> handler) {
        this.call = call;
        this.handler = handler;
        // One more than there may be, to see whether there is.
        call.request(2);
    }

    /** @param handler answers the calls, now or later; what it throws is answered too */
    static <Q, A> ServerCallHandler<Received<Q>, A> handledBy(Consumer<UnaryCall<Q, A>> handler) {
        return (call, _) -> new UnaryCall<>(call, handler);
    }

    @Override
    public void onMessage(Received<Q> message) {
        if (received != null) {
            refused = true;
            call.close(Status.INTERNAL.withDescription("Too many requests"), new Metadata());
        }
        received = message;
    }

    @Override
    public void onHalfClose() {
        if (refused) {
            return;
        }
        try {
            handler.accept(this);
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    /** What is asked. */
    Q request() {
        if (received == null) {
            throw Status.INTERNAL
                    .withDescription("Half-closed without a request")
                    .asRuntimeException();
        }
        return received.message();
    }

    /** Answers. */
    void answer(A answer) {
        call.sendHeaders(new Metadata());
        call.sendMessage(answer);
        call.close(Status.OK, new Metadata());
    }

    /** Answers when the store does: on the thread of the connection, for that of the store must not be kept. */
    <R> void answer(CompletableFuture<R> result, Function<R, A> wire) {
        var connection = call.getAttributes().get(ConnectionThread.ATTRIBUTE);
        Executor sender = result.isDone() || connection == null ? Runnable::run : connection;
        var _ = result.whenComplete((found, failure) -> sender.execute(() -> {
            if (failure == null) {
                answer(() -> wire.apply(found));
            } else {
                refuse(failure);
            }
        }));
    }

    /** Answers with what is computed now, be it a refusal. */
    void answer(Supplier<A> answer) {
        try {
            answer(answer.get());
        } catch (RuntimeException e) {
            refuse(e);
        }
    }

    private void refuse(Throwable failure) {
        var cause = failure.getCause();
        var refusal = Service.refusal(failure instanceof CompletionException && cause != null ? cause : failure);
        call.close(refusal.getStatus(), new Metadata());
    }
}
