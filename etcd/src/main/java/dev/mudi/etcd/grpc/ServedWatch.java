package dev.mudi.etcd.grpc;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchHandle;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One watch of a stream. It has no thread: when its feed is filled, or the client is ready for more, the thread of the connection
 * carries what there is from the feed to the client. A write that a hundred watch thus wakes as many threads as they have
 * connections.
 */
final class ServedWatch {
    /** A message is closed when its events have so many bytes; those of one revision stay together unless fragments are asked for. */
    private static final long MESSAGE_BYTES = 1 << 20;

    private final WatchStream stream;
    private final long id;
    private final WatchRequest request;
    private final boolean fragment;
    /** Whether the client is told how far the watch is after a silence. */
    private final boolean notifiesProgress;

    /** Whether someone carries, or is about to; whoever sets it does. */
    private final AtomicBoolean carrying = new AtomicBoolean();

    /** Whether the client was told that the watch is there; of whoever begins. */
    private boolean created;

    private volatile @Nullable Live live;
    private volatile boolean stopped;
    private volatile boolean progressDue;
    /** When something was sent last, in {@link System#nanoTime}. */
    private volatile long sentAt = System.nanoTime();

    private record Live(WatchHandle handle, Feed feed) {}

    ServedWatch(WatchStream stream, long id, Wire.WatchCreateRequest request) {
        this.stream = stream;
        this.id = id;
        this.request = WireRequests.watch(request);
        this.fragment = request.getFragment();
        this.notifiesProgress = request.getProgressNotify();
    }

    /** Begins to serve the watch; waits for the store, so not on the thread of a connection. */
    void begin() {
        follow(request.startRevision());
    }

    /** Watches from the revision on. */
    private void follow(long from) {
        var feed = new Feed(this::wake);
        try {
            var handle = stream.etcd().watch(request.from(from), feed);
            tellCreated(handle);
            live = new Live(handle, feed);
            if (stopped) {
                stop();
            }
            wake();
        } catch (EtcdException e) {
            refuse(e);
        } catch (IOException _) {
            // The client is gone: no one is left to be told.
            stopped = true;
        }
    }

    private void tellCreated(WatchHandle handle) throws IOException {
        if (created) {
            return;
        }
        try {
            sendCreated(handle);
            created = true;
        } catch (IOException | EtcdException e) {
            handle.close();
            throw e;
        }
    }

    private void sendCreated(WatchHandle handle) throws IOException {
        long revision = request.startRevision() == 0
                ? handle.startRevision() - 1
                : stream.etcd().revision();
        stream.outbox().sendAtOnce(response(revision).setCreated(true).build());
    }

    private Wire.WatchResponse.Builder response(long revision) {
        return Wire.WatchResponse.newBuilder()
                .setHeader(stream.header(revision))
                .setWatchId(id);
    }

    /** Sees to it that what is in the feed will be carried. Quick: the store calls it while it tells all watches. */
    void wake() {
        if (live != null && carrying.compareAndSet(false, true)) {
            stream.connection().execute(this::carry);
        }
    }

    private void carry() {
        var now = live;
        try {
            if (now != null) {
                carry(now);
            }
        } catch (IOException _) {
            // The client is gone: no one is left to be told.
            stopped = true;
        } finally {
            carrying.set(false);
        }
        // What came after the last look did not wake anyone.
        if (now != null && !stopped && !now.feed.isEmpty() && stream.outbox().isReady()) {
            wake();
        }
    }

    /** Carries until there is nothing, or the client is not ready for more. */
    private void carry(Live now) throws IOException {
        while (!stopped && stream.outbox().isReady()) {
            // Read before the feed is found empty: then everything up to it was sent.
            long progress = now.handle.revision();
            var item = now.feed.poll();
            if (item == null) {
                tellProgress(progress);
                return;
            }
            switch (item) {
                case Feed.Events events -> send(events, now.feed);
                case Feed.Mark(var passed) -> passed.countDown();
                case Feed.Missed(var revision) -> {
                    live = null;
                    stream.aside(() -> {
                        now.handle.close();
                        follow(revision);
                    });
                    return;
                }
                case Feed.Compacted(var compactRevision) -> {
                    end(Wire.WatchResponse.newBuilder()
                            .setCompactRevision(compactRevision)
                            .setCancelReason(EtcdException.Code.COMPACTED.message()));
                }
                case Feed.Closed(var cause) -> refuse(cause);
            }
        }
    }

    private void tellProgress(long revision) throws IOException {
        if (progressDue) {
            progressDue = false;
            sent(response(revision));
        }
    }

    private void sent(Wire.WatchResponse.Builder response) throws IOException {
        sent(response.build());
    }

    private void sent(Wire.WatchResponse message) throws IOException {
        sentAt = System.nanoTime();
        stream.outbox().sendAtOnce(message);
    }

    /** To be called now and then: tells the client how far the watch is if nothing was sent for so long. */
    void tick(long now, long progressNanos) {
        if (notifiesProgress && now - sentAt >= progressNanos) {
            progressDue = true;
            wake();
        }
    }

    /** Sends these events, and with them those that wait behind them, as far as a message goes. */
    private void send(Feed.Events first, Feed feed) throws IOException {
        if (first.events().size() == 1 && feed.isEmpty()) {
            sent(stream.message(id, first.revision(), first.events().getFirst()));
            return;
        }
        var events = new ArrayList<Wire.Event>();
        long bytes = add(first.events(), events);
        long revision = first.revision();
        for (var more = bytes < MESSAGE_BYTES ? feed.pollEvents() : null; more != null; ) {
            bytes += add(more.events(), events);
            revision = more.revision();
            more = bytes < MESSAGE_BYTES ? feed.pollEvents() : null;
        }
        if (!fragment || bytes <= MESSAGE_BYTES) {
            sent(response(revision).addAllEvents(events));
            return;
        }
        int from = 0;
        while (from < events.size()) {
            int to = endOfFragment(events, from);
            sent(response(revision).addAllEvents(events.subList(from, to)).setFragment(to < events.size()));
            from = to;
        }
    }

    private long add(List<WatchEvent> from, List<Wire.Event> to) {
        long bytes = 0;
        for (var event : from) {
            var wire = stream.event(event);
            bytes += wire.getSerializedSize();
            to.add(wire);
        }
        return bytes;
    }

    private static int endOfFragment(List<Wire.Event> events, int from) {
        long bytes = 0;
        int to = from;
        while (to < events.size() && (to == from || bytes + events.get(to).getSerializedSize() <= MESSAGE_BYTES)) {
            bytes += events.get(to).getSerializedSize();
            to++;
        }
        return to;
    }

    private void refuse(EtcdException e) {
        end(Wire.WatchResponse.newBuilder().setCancelReason(e.code().message()));
    }

    /** Tells the client that the watch is over, and why. */
    private void end(Wire.WatchResponse.Builder why) {
        stopped = true;
        stream.forget(id, this);
        stream.send(why.setWatchId(id).setCanceled(true));
    }

    /** How far the watch is; -1 while it is still being told the history. */
    long revision() {
        var now = live;
        return now == null ? -1 : now.handle.revision();
    }

    /** Puts a mark behind everything that waits to be sent. Answers whether there is someone to pass it. */
    boolean mark(CountDownLatch passed) {
        var now = live;
        return now != null && now.feed.mark(passed);
    }

    /** Ends the watch without a word. May wait for the store, which may be telling all watches. */
    void stop() {
        stopped = true;
        var now = live;
        if (now != null) {
            now.handle.close();
        }
    }
}
