package dev.mudi.apiserver.endpoints;

import dev.mudi.api.status.Status;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.ResponseStream;
import dev.mudi.apiserver.cache.EventType;
import dev.mudi.apiserver.cache.Interest;
import dev.mudi.apiserver.cache.OrderedObjects;
import dev.mudi.apiserver.cache.ReadCounts;
import dev.mudi.apiserver.cache.Snapshot;
import dev.mudi.apiserver.cache.WatchCache;
import dev.mudi.apiserver.cache.Watcher;
import dev.mudi.apiserver.metrics.WatchMetrics;
import dev.mudi.apiserver.storage.StoredObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Streams changes. A client without a resourceVersion, or with 0, is first told of what there is (Kubernetes API concepts, "Semantics
 * for watch"); with {@code sendInitialEvents} a bookmark says where that ends.
 */
final class WatchEndpoint {
    private static final int BATCH = 256;
    private static final long BOOKMARK_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long TIMEOUT_FLOOR_SECONDS = 1_800;

    private final RandomGenerator random;
    private final WatchMetrics metrics;

    WatchEndpoint(RandomGenerator random, WatchMetrics metrics) {
        this.metrics = metrics;
        this.random = random;
    }

    void answer(Call call, Form form) {
        var options = ListOptions.of(call.context().request().query(), true);
        var selection = Selection.of(call, options.selectors());
        var frames = WatchFrames.of(call, form);
        var cache = call.store().cache();
        Start start;
        Watcher opened;
        try {
            start = Start.of(cache, options);
            opened = cache.watch(start.after(), selection.known());
        } catch (StatusException refusal) {
            tell(call, frames, refusal.status());
            return;
        }
        try (var watcher = opened) {
            try (var stream = call.response().stream(200, frames.contentType(), Headers.NONE)) {
                stream.onClose(watcher::close);
                boolean messages = call.context().request().headers().hasToken("Connection", "upgrade");
                var session = new Session(stream, watcher, frames, options, cache.reads(), messages);
                session.begin(start, selection);
                if (start.tells() && options.bookmarksTheStart()) {
                    metrics.listed(call.context(), call.clock().instant());
                }
                session.goOn(selection);
            }
        }
    }

    /** What is wrong with a revision is an event: whoever asked for events reads nothing else (apiserver, storage/cacher). */
    private static void tell(Call call, WatchFrames frames, Status refusal) {
        try (var stream = call.response().stream(200, frames.contentType(), Headers.NONE)) {
            stream.write(ByteBuffer.wrap(frames.error(refusal)));
        }
    }

    /**
     * Where a watch starts.
     *
     * @param after it hears of everything after this revision
     * @param state what is told first
     * @param tells whether it is
     */
    private record Start(long after, Snapshot state, boolean tells) {
        static Start of(WatchCache cache, ListOptions options) {
            long asked = options.resourceVersion().orElse(0L);
            boolean initial = options.watch().sendInitialEvents().orElse(asked == 0);
            if (!initial && asked > 0) {
                return new Start(asked, new Snapshot(asked, OrderedObjects.EMPTY), false);
            }
            var state = options.resourceVersion().isEmpty()
                    ? cache.snapshot()
                    : asked == 0 ? cache.snapshotAsIs() : cache.snapshotNotOlderThan(asked);
            return new Start(state.revision(), state, initial);
        }
    }

    /** One watch under way. */
    private final class Session {
        private final ResponseStream stream;
        private final Watcher watcher;
        private final WatchFrames frames;
        private final ReadCounts reads;
        private final ListOptions options;
        private final boolean messages;
        private final WatchMetrics.Sent sent;
        private final long deadline;
        private final WatchPace pace = new WatchPace();
        private long nextBookmark;

        private Session(
                ResponseStream stream,
                Watcher watcher,
                WatchFrames frames,
                ListOptions options,
                ReadCounts reads,
                boolean messages) {
            this.messages = messages;
            this.reads = reads;
            this.stream = stream;
            this.watcher = watcher;
            this.frames = frames;
            this.options = options;
            this.sent = metrics.of(frames.definition());
            long seconds = options.watch()
                    .timeoutSeconds()
                    .filter(given -> given > 0)
                    .orElseGet(() -> TIMEOUT_FLOOR_SECONDS + random.nextLong(TIMEOUT_FLOOR_SECONDS));
            this.deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            this.nextBookmark = System.nanoTime() + BOOKMARK_NANOS;
        }

        private void begin(Start start, Selection selection) {
            if (start.tells()) {
                tell(start.state(), selection.interest());
            }
            stream.flush();
        }

        private void goOn(Selection selection) {
            if (!selection.isLate()) {
                watcher.receiver(this::receive);
            }
            while (!stream.isClosed() && !Thread.currentThread().isInterrupted()) {
                watcher.nudgeAt(nextTurn());
                pace.await();
                var items = watcher.take(BATCH);
                boolean over = watcher.isClosed() && items.isEmpty();
                if (!items.isEmpty()) {
                    write(selection.isLate() ? judged(items, selection.interest()) : items);
                    pace.sent(items.size());
                }
                if (over || !bookmarkAndGoOn(items.isEmpty())) {
                    return;
                }
            }
        }

        /** On the dispatcher's thread, while this session's waits: what can be sent at once is. */
        private boolean receive(Watcher.Item item) {
            if (pace.pause(System.nanoTime()) > 0) {
                return false;
            }
            var frame = frames.ready(item);
            if (frame.isEmpty() || !stream.offer(frame.get())) {
                return false;
            }
            sent.event(frame.get().remaining());
            pace.sent(1);
            return true;
        }

        /** What the cache could not judge: it does not wait for a webhook. */
        private static List<Watcher.Item> judged(List<Watcher.Item> items, Interest interest) {
            return items.stream()
                    .flatMap(item ->
                            interest.typeOf(item.event()).map(type -> new Watcher.Item(type, item.event())).stream())
                    .toList();
        }

        /** When this session has to look at the time: for a bookmark, or to end. */
        private long nextTurn() {
            boolean bookmark = options.watch().bookmarks() && nextBookmark - deadline < 0;
            return bookmark ? nextBookmark : deadline;
        }

        private boolean bookmarkAndGoOn(boolean idle) {
            long now = System.nanoTime();
            // Read before it is known that nothing is queued: whatever happened up to it was sent then.
            long progress = watcher.progress();
            boolean ends = now - deadline >= 0;
            if (options.watch().bookmarks() && idle && (ends || now - nextBookmark >= 0) && watcher.isDrained()) {
                nextBookmark = now + BOOKMARK_NANOS;
                stream.write(ByteBuffer.wrap(frames.bookmark(progress, false)));
                stream.flush();
            }
            return !ends;
        }

        private void tell(Snapshot state, Interest interest) {
            var batch = new ArrayList<StoredObject>(BATCH);
            selected(state, interest, object -> {
                batch.add(object);
                if (batch.size() == BATCH) {
                    writeObjects(batch);
                    batch.clear();
                }
            });
            writeObjects(batch);
            if (options.bookmarksTheStart()) {
                stream.write(ByteBuffer.wrap(frames.bookmark(state.revision(), true)));
            }
        }

        private void selected(Snapshot state, Interest interest, Consumer<StoredObject> action) {
            var prefix = interest.prefixIn(frames.layoutPrefix());
            state.objects().walk(prefix, prefix, object -> {
                if (interest.covers(object)) {
                    action.accept(object);
                }
                return true;
            });
        }

        private void writeObjects(List<StoredObject> objects) {
            if (!objects.isEmpty()) {
                reads.initial(objects.size());
                send(objects.stream()
                        .map(object -> frames.of(EventType.ADDED, object))
                        .toList());
            }
        }

        private void write(List<Watcher.Item> items) {
            if (items.isEmpty()) {
                return;
            }
            send(items.stream().map(frames::of).toList());
            stream.flush();
        }

        /** As one piece, or as one message each where the peer takes messages. */
        private void send(List<List<ByteBuffer>> pieces) {
            for (var piece : pieces) {
                sent.event(piece.stream().mapToLong(ByteBuffer::remaining).sum());
            }
            if (messages || pieces.size() == 1) {
                for (var piece : pieces) {
                    stream.write(piece.toArray(ByteBuffer[]::new));
                }
                return;
            }
            var all = new ArrayList<ByteBuffer>(pieces.size() * 3);
            pieces.forEach(all::addAll);
            stream.write(all.toArray(ByteBuffer[]::new));
        }
    }
}
