package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One stream of renewals of leases, one of which is under way at a time: the next is read when the last has been answered. It has no
 * thread, and where the store need not be waited for it is served by that of the connection.
 */
final class KeepAliveStream implements StreamObserver<Wire.LeaseKeepAliveRequest> {
    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;
    private final Executor threads;
    private final Executor connection;
    private final ServerCallStreamObserver<Wire.LeaseKeepAliveResponse> answers;
    private boolean underWay;
    private boolean lastWasRead;
    private boolean over;

    /** @param connection what carries messages to the client, which must not wait for anything */
    KeepAliveStream(
            Etcd etcd,
            WireResponses wire,
            Callers callers,
            Executor threads,
            Executor connection,
            ServerCallStreamObserver<Wire.LeaseKeepAliveResponse> answers) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
        this.threads = threads;
        this.connection = connection;
        this.answers = answers;
        answers.disableAutoRequest();
        // From then on what is answered goes nowhere, and needs no exception.
        answers.setOnCancelHandler(this::end);
        answers.request(1);
    }

    private synchronized void end() {
        over = true;
    }

    @Override
    public void onNext(Wire.LeaseKeepAliveRequest request) {
        synchronized (this) {
            underWay = true;
        }
        long id = request.getID();
        var renewal = renew(id);
        Executor sender = renewal.isDone() ? Runnable::run : connection;
        var _ = renewal.whenComplete((seconds, failure) -> sender.execute(() -> {
            if (failure == null) {
                answer(id, seconds);
            } else {
                refuse(id, failure);
            }
        }));
    }

    private CompletableFuture<Long> renew(long id) {
        try {
            callers.requireSomeone();
            callers.access().lease(id);
            return etcd.submitKeepAlive(id)
                    .orElseGet(() -> CompletableFuture.supplyAsync(() -> etcd.leaseKeepAlive(id), threads));
        } catch (EtcdException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** An unknown lease is answered with a time to live of 0, as in etcd. */
    private void refuse(long id, Throwable failure) {
        var cause = failure.getCause();
        var refusal = failure instanceof CompletionException && cause != null ? cause : failure;
        if (refusal instanceof EtcdException known && known.code() == Code.LEASE_NOT_FOUND) {
            answer(id, 0);
        } else {
            fail(refusal);
        }
    }

    private synchronized void fail(Throwable refusal) {
        if (!over) {
            over = true;
            answers.onError(Service.refusal(refusal));
        }
    }

    /** The revision is the one that this member is at: the leader is asked for the lease, and need not be for the revision. */
    private synchronized void answer(long id, long seconds) {
        if (over) {
            return;
        }
        answers.onNext(Wire.LeaseKeepAliveResponse.newBuilder()
                .setHeader(wire.header(etcd.status().revision()))
                .setID(id)
                .setTTL(seconds)
                .build());
        underWay = false;
        if (lastWasRead) {
            answers.onCompleted();
        } else {
            answers.request(1);
        }
    }

    /** The client is gone, or what it said was no message. */
    @Override
    public void onError(@Nullable Throwable failure) {
        end();
    }

    @Override
    public synchronized void onCompleted() {
        lastWasRead = true;
        if (!underWay && !over) {
            answers.onCompleted();
        }
    }
}
