package dev.mudi.etcd.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;

/**
 * Sends messages to a client one after the other, no faster than it takes them. May be used by any thread; each waits
 * while the client is not ready, or looks first whether it {@linkplain #isReady is}.
 *
 * @param <A> the messages
 */
final class Outbox<A> {
    private final ServerCallStreamObserver<A> call;

    /** To be made while the call is being set up, before the first message. */
    Outbox(ServerCallStreamObserver<A> call) {
        this(call, () -> {}, () -> {});
    }

    /**
     * @param ready to be run when the client is ready for more than it was before
     * @param gone to be run when the client is gone
     */
    Outbox(ServerCallStreamObserver<A> call, Runnable ready, Runnable gone) {
        this.call = call;
        call.setOnReadyHandler(() -> {
            wake();
            ready.run();
        });
        call.setOnCancelHandler(() -> {
            wake();
            gone.run();
        });
    }

    private synchronized void wake() {
        notifyAll();
    }

    /** Whether the client is ready for more. */
    boolean isReady() {
        return call.isReady();
    }

    /**
     * Sends when the client is ready.
     *
     * @throws IOException when the client is gone
     */
    synchronized void send(A message) throws IOException {
        while (!call.isReady() && !call.isCancelled()) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the server stops", e);
            }
        }
        sendAtOnce(message);
    }

    /**
     * Sends whether or not the client is ready, for short answers to what it asked and for who has looked.
     *
     * @throws IOException when the client is gone
     */
    synchronized void sendAtOnce(A message) throws IOException {
        if (call.isCancelled()) {
            throw new IOException("the client is gone");
        }
        call.onNext(message);
    }

    /** Ends the call with this status, if it has not ended already. */
    synchronized void fail(Status status) {
        if (!call.isCancelled()) {
            call.onError(status.asRuntimeException());
        }
    }
}
