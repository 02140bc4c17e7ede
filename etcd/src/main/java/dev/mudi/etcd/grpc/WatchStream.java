package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
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

    private final Serving serving;
    private final Executor connection;
    private final Outbox<Wire.WatchResponse> outbox;
    private final Map<Long, ServedWatch> watches = new ConcurrentHashMap<>();
    private final Runnable whenOver;
    private long nextId;

    /**
     * What all streams have in common.
     *
     * @param threads for what waits for the store
     */
    record Serving(Etcd etcd, WireResponses wire, Callers callers, Executor threads, WireEvents events) {}

    /**
     * @param connection what carries messages to the client, which must not wait for anything
     * @param whenOver to be run when the stream has ended
     */
    WatchStream(
            Serving serving,
            Executor connection,
            ServerCallStreamObserver<Wire.WatchResponse> call,
            Consumer<WatchStream> whenOver) {
        this.serving = serving;
        this.connection = connection;
        this.whenOver = () -> whenOver.accept(this);
        this.outbox = new Outbox<>(call, this::wakeAll, this::stopAll);
    }

    Etcd etcd() {
        return serving.etcd;
    }

    Executor connection() {
        return connection;
    }

    Outbox<Wire.WatchResponse> outbox() {
        return outbox;
    }

    Wire.ResponseHeader header(long revision) {
        return serving.wire.header(revision);
    }

    Wire.Event event(WatchEvent event) {
        return serving.events.of(event);
    }

    /** The message of one event. */
    Wire.WatchResponse message(long watchId, long revision, WatchEvent event) {
        return serving.events.alone(event, watchId, () -> header(revision));
    }

    /** Runs what waits for the store. */
    void aside(Runnable work) {
        serving.threads.execute(work);
    }

    @Override
    public void onNext(Wire.WatchRequest request) {
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> create(request.getCreateRequest());
            case CANCEL_REQUEST -> cancel(request.getCancelRequest().getWatchId());
            case PROGRESS_REQUEST -> aside(this::tellProgress);
            case REQUESTUNION_NOT_SET -> {}
        }
    }

    private void create(Wire.WatchCreateRequest request) {
        if (request.getStartRevision() < 0) {
            refuse(EtcdException.Code.COMPACTED.message());
            return;
        }
        var watched = WireRequests.watch(request).keys();
        if (!watched.isSingle() && !watched.isOpen() && watched.key().compareTo(watched.rangeEnd()) >= 0) {
            refuse("mvcc: watcher range is empty");
            return;
        }
        try {
            serving.callers.access().read(watched);
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
        var watch = new ServedWatch(this, id, request);
        if (watches.putIfAbsent(id, watch) != null) {
            refuse("mvcc: duplicate watch ID provided on the WatchStream");
            return;
        }
        aside(watch::begin);
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

    /** The watch is over. */
    void forget(long id, ServedWatch watch) {
        watches.remove(id, watch);
    }

    /** Sends a message with the newest revision, after what is being sent. */
    void send(Wire.WatchResponse.Builder response) {
        aside(() -> {
            try {
                var message = response.setHeader(header(etcd().revision())).build();
                connection.execute(() -> sendIfThere(message));
            } catch (EtcdException e) {
                // The store stops, or has no leader: the header then tells of no revision.
                connection.execute(
                        () -> sendIfThere(response.setHeader(header(0)).build()));
            }
        });
    }

    private void sendIfThere(Wire.WatchResponse message) {
        try {
            outbox.sendAtOnce(message);
        } catch (IOException _) {
            // The client is gone, and with it the need for an answer.
            aside(this::stopAll);
        }
    }

    /**
     * Answers when all watches have sent everything up to one revision; not at all when there is none, or one of them is still behind.
     */
    private void tellProgress() {
        var all = List.copyOf(watches.values());
        long revision = all.stream().mapToLong(ServedWatch::revision).min().orElse(-1);
        var passed = new CountDownLatch(all.size());
        if (revision < 0 || !all.stream().allMatch(watch -> watch.mark(passed))) {
            return;
        }
        try {
            if (passed.await(PROGRESS_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                sendIfThere(Wire.WatchResponse.newBuilder()
                        .setHeader(header(revision))
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

    private void wakeAll() {
        watches.values().forEach(ServedWatch::wake);
    }

    /** To be called now and then, for watches that want to hear how far they are after so long a silence. */
    void tick(long now, long progressNanos) {
        watches.values().forEach(watch -> watch.tick(now, progressNanos));
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

    /** Who has nothing more to ask goes on to be told: a client that sends one request and no more is such a one. */
    @Override
    public void onCompleted() {}
}
