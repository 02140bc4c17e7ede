package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One stream of etcd's service Watch, which carries any number of watches. */
final class WatchStream implements StreamObserver<Wire.WatchRequest> {
    /** The answer to a request for progress is of no watch in particular. */
    private static final long ALL_WATCHES = -1;

    private static final long PROGRESS_PATIENCE_SECONDS = 5;

    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;
    private final Executor threads;
    private final Duration progressInterval;
    private final ServerCallStreamObserver<Wire.WatchResponse> call;
    private final Outbox<Wire.WatchResponse> outbox;
    private final Map<Long, ServedWatch> watches = new ConcurrentHashMap<>();
    private final Runnable whenOver;
    private long nextId;

    /**
     * What all streams have in common.
     *
     * @param threads one is taken for each watch and given back when it ends
     */
    record Serving(Etcd etcd, WireResponses wire, Callers callers, Executor threads, Duration progressInterval) {}

    /** @param whenOver to be run when the stream has ended */
    WatchStream(Serving serving, ServerCallStreamObserver<Wire.WatchResponse> call, Consumer<WatchStream> whenOver) {
        this.etcd = serving.etcd;
        this.wire = serving.wire;
        this.callers = serving.callers;
        this.threads = serving.threads;
        this.progressInterval = serving.progressInterval;
        this.call = call;
        this.whenOver = () -> whenOver.accept(this);
        this.outbox = new Outbox<>(call, this::stopAll);
    }

    @Override
    public void onNext(Wire.WatchRequest request) {
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> create(request.getCreateRequest());
            case CANCEL_REQUEST -> cancel(request.getCancelRequest().getWatchId());
            case PROGRESS_REQUEST -> threads.execute(this::tellProgress);
            case REQUESTUNION_NOT_SET -> {}
        }
    }

    private void create(Wire.WatchCreateRequest request) {
        var watched = WireRequests.watch(request).keys();
        if (!watched.isSingle() && !watched.isOpen() && watched.key().compareTo(watched.rangeEnd()) >= 0) {
            refuse("mvcc: watcher range is empty");
            return;
        }
        try {
            callers.access().read(watched);
        } catch (EtcdException e) {
            refuse(Refusals.asGo(e));
            return;
        }
        long id = request.getWatchId();
        if (id == 0) {
            while (watches.containsKey(nextId)) {
                nextId++;
            }
            id = nextId++;
        }
        var watch = new ServedWatch(etcd, wire, outbox, id, request, progressInterval);
        if (watches.putIfAbsent(id, watch) != null) {
            refuse("mvcc: duplicate watch ID provided on the WatchStream");
            return;
        }
        long served = id;
        threads.execute(() -> {
            watch.run();
            watches.remove(served, watch);
        });
    }

    /** Answers that a watch was not even begun. */
    private void refuse(String reason) {
        send(Wire.WatchResponse.newBuilder()
                .setWatchId(ALL_WATCHES)
                .setCreated(true)
                .setCanceled(true)
                .setCancelReason(reason));
    }

    private void cancel(long id) {
        var watch = watches.remove(id);
        if (watch != null) {
            watch.stop();
            send(Wire.WatchResponse.newBuilder().setWatchId(id).setCanceled(true));
        }
    }

    /** Not on the call's own thread, which must stay free to hear that the client is ready. */
    private void send(Wire.WatchResponse.Builder response) {
        var message = response.setHeader(wire.header(etcd.revision())).build();
        threads.execute(() -> sendIfThere(message));
    }

    private void sendIfThere(Wire.WatchResponse message) {
        try {
            outbox.send(message);
        } catch (IOException _) {
            // The client is gone, and with it the need for an answer.
            stopAll();
        }
    }

    /** Answers when all watches have sent everything up to one revision; not at all when one of them is still behind. */
    private void tellProgress() {
        var all = List.copyOf(watches.values());
        long revision = all.stream().mapToLong(ServedWatch::revision).min().orElse(etcd.revision());
        var passed = new CountDownLatch(all.size());
        if (revision < 0 || !all.stream().allMatch(watch -> watch.mark(passed))) {
            return;
        }
        try {
            if (passed.await(PROGRESS_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                sendIfThere(Wire.WatchResponse.newBuilder()
                        .setHeader(wire.header(revision))
                        .setWatchId(ALL_WATCHES)
                        .build());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    int watches() {
        return watches.size();
    }

    private void stopAll() {
        watches.values().forEach(ServedWatch::stop);
        whenOver.run();
    }

    /** Ends the stream because the server does. */
    void close() {
        stopAll();
        outbox.fail(Refusals.status(EtcdException.of(EtcdException.Code.STOPPED)));
    }

    @Override
    public void onError(Throwable t) {
        stopAll();
    }

    @Override
    public void onCompleted() {
        stopAll();
        call.onCompleted();
    }
}
