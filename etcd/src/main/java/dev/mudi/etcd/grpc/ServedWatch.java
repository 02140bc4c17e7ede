package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchHandle;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One watch of a stream, on a thread of its own that carries events from the feed to the client. */
final class ServedWatch {
    /** A message is closed when its events have so many bytes; those of one revision stay together unless fragments are asked for. */
    private static final long MESSAGE_BYTES = 1 << 20;

    private final Etcd etcd;
    private final WireResponses wire;
    private final Outbox<Wire.WatchResponse> outbox;
    private final long id;
    private final WatchRequest request;
    private final boolean fragment;
    private final Duration progressInterval;

    /** Whether the client was told that the watch is there; the thread's own. */
    private boolean created;

    private volatile @Nullable Live live;
    private volatile @Nullable Thread thread;
    private volatile boolean stopped;

    private record Live(WatchHandle handle, Feed feed) {}

    /** @param progressInterval after so long a silence the client is told how far the watch is; zero for never */
    ServedWatch(
            Etcd etcd,
            WireResponses wire,
            Outbox<Wire.WatchResponse> outbox,
            long id,
            Wire.WatchCreateRequest request,
            Duration progressInterval) {
        this.etcd = etcd;
        this.wire = wire;
        this.outbox = outbox;
        this.id = id;
        this.request = WireRequests.watch(request);
        this.fragment = request.getFragment();
        this.progressInterval = request.getProgressNotify() ? progressInterval : Duration.ZERO;
    }

    /** Serves the watch until it is over, stopped, or the client gone. */
    void run() {
        thread = Thread.currentThread();
        try {
            long next = request.startRevision();
            while (!stopped) {
                next = follow(next);
            }
        } catch (EtcdException e) {
            refuse(e);
        } catch (IOException | InterruptedException _) {
            // The client is gone or the watch was stopped: no one is left to be told.
            stopped = true;
        }
    }

    /** Watches from the revision on until the feed ends; answers the revision to go on from. */
    private long follow(long from) throws IOException, InterruptedException {
        var feed = new Feed();
        try (var handle = etcd.watch(request.from(from), feed)) {
            if (!created) {
                sendCreated(handle);
                created = true;
            }
            live = new Live(handle, feed);
            return carry(feed, handle);
        } finally {
            live = null;
        }
    }

    private void sendCreated(WatchHandle handle) throws IOException {
        long revision = request.startRevision() == 0 ? handle.startRevision() - 1 : etcd.revision();
        outbox.send(response(revision).setCreated(true).build());
    }

    private Wire.WatchResponse.Builder response(long revision) {
        return Wire.WatchResponse.newBuilder().setHeader(wire.header(revision)).setWatchId(id);
    }

    /** Carries events until the feed ends; answers the revision to go on from. */
    private long carry(Feed feed, WatchHandle handle) throws IOException, InterruptedException {
        while (!stopped) {
            // Read before the feed is found empty: then everything up to it was sent.
            long progress = handle.revision();
            var item = feed.take(progressInterval);
            if (item.isEmpty()) {
                outbox.send(response(progress).build());
                continue;
            }
            switch (item.get()) {
                case Feed.Events events -> send(events, feed);
                case Feed.Mark(var passed) -> passed.countDown();
                case Feed.Missed(var revision) -> {
                    return revision;
                }
                case Feed.Compacted(var compactRevision) -> {
                    stopped = true;
                    outbox.send(response(etcd.revision())
                            .setCanceled(true)
                            .setCompactRevision(compactRevision)
                            .setCancelReason(EtcdException.Code.COMPACTED.message())
                            .build());
                }
                case Feed.Closed(var cause) -> throw cause;
            }
        }
        return 0;
    }

    /** Sends these events, and with them those that wait behind them, as far as a message goes. */
    private void send(Feed.Events first, Feed feed) throws IOException {
        var events = new ArrayList<Wire.Event>();
        long bytes = add(first.events(), events);
        long revision = first.revision();
        for (var more = bytes < MESSAGE_BYTES ? feed.poll() : null; more != null; ) {
            bytes += add(more.events(), events);
            revision = more.revision();
            more = bytes < MESSAGE_BYTES ? feed.poll() : null;
        }
        if (!fragment || bytes <= MESSAGE_BYTES) {
            outbox.send(response(revision).addAllEvents(events).build());
            return;
        }
        int from = 0;
        while (from < events.size()) {
            int to = endOfFragment(events, from);
            outbox.send(response(revision)
                    .addAllEvents(events.subList(from, to))
                    .setFragment(to < events.size())
                    .build());
            from = to;
        }
    }

    private static long add(List<WatchEvent> from, List<Wire.Event> to) {
        long bytes = 0;
        for (var event : from) {
            var wire = WireResponses.event(event);
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
        stopped = true;
        try {
            outbox.send(response(0)
                    .setHeader(wire.header(etcd.revision()))
                    .setCanceled(true)
                    .setCancelReason(e.code().message())
                    .build());
        } catch (IOException _) {
            // The client is gone as well.
            stopped = true;
        }
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

    /** Ends the watch without a word. */
    void stop() {
        stopped = true;
        var running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
