package dev.mudi.etcd.grpc;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchHandle;
import dev.mudi.etcd.WatchListener;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import dev.mudi.etcd.watch.RevisionSignal;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch on another store: one stream, read by one thread, which calls the listener. When the connection breaks, the
 * stream is made again from the next revision on, so that the listener notices nothing but a delay.
 */
final class RemoteWatch implements WatchHandle {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteWatch.class);
    private static final long RETRY_MILLIS = 200;
    /** How a stream may end, too, when a server goes away; as etcd's client has it. */
    private static final Set<Status.Code> GOES_ON = EnumSet.of(Status.Code.INTERNAL, Status.Code.CANCELLED);

    private final Channel channel;
    private final WatchRequest request;
    private final WatchListener listener;
    private final boolean ordered;
    private final CountDownLatch created = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final RevisionSignal moved = new RevisionSignal();
    private final LongAdder notices = new LongAdder();
    private final Thread thread;
    private volatile long startRevision;
    private volatile long nextRevision;
    /** What the store said when it was asked. */
    private volatile long told;

    /** What the server calls this watch; an answer to a question has another. */
    private long watchId;

    private volatile @Nullable BlockingClientCall<Wire.WatchRequest, Wire.WatchResponse> call;
    private volatile @Nullable EtcdException refusal;

    /** @param ordered whether the server's answers to questions come behind the events before them */
    RemoteWatch(Channel channel, WatchRequest request, WatchListener listener, boolean ordered) {
        this.ordered = ordered;
        this.channel = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(needsLeader()));
        this.request = request;
        this.listener = listener;
        this.startRevision = request.startRevision();
        this.nextRevision = request.startRevision();
        this.thread = Thread.ofVirtual().name("etcd-watch").unstarted(this::run);
    }

    /** A member that is cut off from the others ends the stream then, and another can go on with it; as kube-apiserver's. */
    private static Metadata needsLeader() {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
        return headers;
    }

    /**
     * Starts the watch and waits until the store has taken it.
     *
     * @throws EtcdException when it refused, or did not answer in time
     */
    RemoteWatch start(long timeoutSeconds) {
        thread.start();
        try {
            if (!created.await(timeoutSeconds, TimeUnit.SECONDS)) {
                close();
                throw EtcdException.of(EtcdException.Code.TIMEOUT, "the watch was not made in time");
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw EtcdException.of(EtcdException.Code.STOPPED, "interrupted while the watch was made");
        }
        var refused = refusal;
        if (refused != null) {
            throw refused;
        }
        return this;
    }

    @Override
    public long startRevision() {
        return startRevision;
    }

    /** As far as the store has told: for quiet keys it lags by as much as the store's interval of progress messages. */
    @Override
    public long revision() {
        return Math.max(nextRevision - 1, told);
    }

    @Override
    public long progressNotices() {
        return notices.sum();
    }

    /** What cannot be asked now is answered by the events after a new connection, or asked again. */
    @Override
    public void requestProgress() {
        var stream = call;
        if (stream == null || created.getCount() > 0) {
            return;
        }
        var question = Wire.WatchRequest.newBuilder()
                .setProgressRequest(Wire.WatchProgressRequest.getDefaultInstance())
                .build();
        try {
            stream.write(question);
        } catch (StatusException | IllegalStateException e) {
            LOG.atDebug()
                    .setMessage("a watch could not be asked for its progress")
                    .addKeyValue("cause", e.getMessage())
                    .log();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean awaitRevision(long revision, Duration limit) throws InterruptedException {
        return moved.await(() -> isClosed() || revision() >= revision, limit.toNanos()) && revision() >= revision;
    }

    private void run() {
        try {
            do {
                follow();
            } while (!closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            // Only closing interrupts.
            finish();
        }
    }

    /** Reads one stream to its end; when it may not be tried again, the watch is over afterwards. */
    private void follow() throws InterruptedException {
        var stream =
                ClientCalls.blockingBidiStreamingCall(channel, Methods.WATCH, CallOptions.DEFAULT.withWaitForReady());
        call = stream;
        try {
            stream.write(ClientWire.watch(request, nextRevision));
            for (var response = stream.read(); response != null && !isClosed(); response = stream.read()) {
                take(response);
            }
        } catch (StatusException e) {
            broken(e);
        }
    }

    /** Whether nothing is left to be stopped. */
    boolean isOver() {
        return isClosed() && !thread.isAlive();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void broken(StatusException e) {
        if (!LostConnection.is(e.getStatus()) && !GOES_ON.contains(e.getStatus().getCode())) {
            end(ClientRefusals.of(e.getStatus()));
            return;
        }
        LOG.atDebug()
                .setMessage("a watch lost its connection and goes on")
                .addKeyValue("keys", request.keys())
                .addKeyValue("revision", nextRevision)
                .addKeyValue("cause", e.getMessage())
                .log();
    }

    private void take(Wire.WatchResponse response) {
        if (response.getCanceled()) {
            canceled(response);
            return;
        }
        if (response.getCreated()) {
            if (nextRevision == 0) {
                nextRevision = response.getHeader().getRevision() + 1;
                startRevision = nextRevision;
            }
            watchId = response.getWatchId();
            created.countDown();
            return;
        }
        var events = new ArrayList<WatchEvent>();
        for (var wire : response.getEventsList()) {
            var event = ClientWire.event(wire);
            if (!events.isEmpty()
                    && event.kv().modRevision() != events.getLast().kv().modRevision()) {
                tell(events);
                events = new ArrayList<>();
            }
            events.add(event);
        }
        if (!events.isEmpty()) {
            tell(events);
        } else {
            progressed(response);
        }
    }

    /** What a server says by itself about this very watch is behind all events; then they need not be asked for again. */
    private void progressed(Wire.WatchResponse response) {
        notices.increment();
        long revision = response.getHeader().getRevision();
        if (response.getWatchId() == watchId) {
            nextRevision = Math.max(nextRevision, revision + 1);
        }
        if (ordered) {
            told = Math.max(told, revision);
        }
        moved.moved();
    }

    private void tell(List<WatchEvent> events) {
        long revision = events.getLast().kv().modRevision();
        if (isClosed() || revision < nextRevision) {
            return;
        }
        try {
            listener.events(revision, events);
            nextRevision = revision + 1;
            moved.moved();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setMessage("a watch listener failed; its watch is over")
                    .addKeyValue("keys", request.keys())
                    .addKeyValue("revision", revision)
                    .setCause(e)
                    .log();
            end(EtcdException.of(EtcdException.Code.WATCH_CANCELED, "its listener failed at revision " + revision));
        }
    }

    private void canceled(Wire.WatchResponse response) {
        if (response.getCompactRevision() > 0) {
            created.countDown();
            finish();
            listener.compacted(response.getCompactRevision());
        } else {
            end(ClientRefusals.of(Status.CANCELLED.withDescription(response.getCancelReason())));
        }
    }

    private void end(EtcdException cause) {
        if (isClosed()) {
            return;
        }
        boolean running = created.getCount() == 0;
        refusal = cause;
        finish();
        created.countDown();
        if (running) {
            listener.closed(cause);
        }
    }

    private void finish() {
        closed.countDown();
        moved.moved();
        var stream = call;
        if (stream != null) {
            stream.cancel("the watch is over", null);
        }
    }

    @Override
    public void close() {
        finish();
        if (!Thread.currentThread().equals(thread)) {
            thread.interrupt();
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The store that the watch is on closes. */
    void stop() {
        end(EtcdException.of(EtcdException.Code.STOPPED));
        close();
    }
}
