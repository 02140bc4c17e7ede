package dev.mudi.apiserver.cache;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.Status;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.storage.ObjectCodec;
import dev.mudi.apiserver.storage.StoreErrors;
import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchHandle;
import dev.mudi.etcd.WatchListener;
import dev.mudi.etcd.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the store holds of one resource, and its watchers. Safe for several threads.
 *
 * <p>Invariants: a published snapshot has every event up to its revision and none after it; the history has the same events; the
 * dispatcher hands events on in order, each once.
 */
public final class WatchCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchCache.class);
    private static final int LOAD_PAGE = 10_000;
    /** As long as the store keeps what is past. */
    private static final Duration HISTORY = Duration.ofMinutes(5);

    private static final Duration CATCH_UP = Duration.ofSeconds(3);
    /** After so long a store that does not tell by itself how far it is, is asked again. */
    private static final Duration ASK_AGAIN = Duration.ofMillis(50);

    private final Etcd etcd;
    private final ObjectCodec codec;
    private final Bytes prefix;
    private final EventHistory history;
    private final WatchHandle handle;
    private final Worker dispatcher;
    private final ReadCounts reads = new ReadCounts();

    /** Without it nothing but the store can tell what is the newest, and the past is what was heard of here. */
    private final boolean knowsProgress;

    private final Object watchersGuard = new Object();
    private final WatcherIndex watchers = new WatcherIndex();

    /** The state after the newest event; its revision is that of this event. */
    private volatile Snapshot newest;

    /** Every event up to this revision is with the watchers it concerns. */
    private volatile long dispatchedRevision;

    /** How many events are with the watchers they concern. */
    private volatile long dispatchedEvents;

    private volatile boolean work;
    private volatile boolean closed;

    /** Why the store ended the watch, if it did. */
    private volatile Optional<StatusException> failure = Optional.empty();

    /** Reads all objects of the resource and follows the store from there. The caller closes it. */
    public WatchCache(Etcd etcd, ObjectCodec codec) {
        this.etcd = etcd;
        this.codec = codec;
        this.prefix = Bytes.utf8(codec.layout().prefix());
        try {
            knowsProgress = etcd.ordersProgress();
            newest = load(etcd, codec, KeyRange.prefix(prefix));
            dispatchedRevision = newest.revision();
            history = new EventHistory(newest.revision());
            dispatcher = new Worker("watch " + codec.layout().prefix(), this::dispatch);
            var request = WatchRequest.of(KeyRange.prefix(prefix)).from(newest.revision() + 1);
            handle = etcd.watch(request, new Feed());
        } catch (EtcdException e) {
            throw StoreErrors.statusOf(e);
        }
        dispatcher.start();
    }

    private static Snapshot load(Etcd etcd, ObjectCodec codec, KeyRange range) {
        var objects = new ArrayList<StoredObject>();
        long revision = 0;
        var from = range.key();
        boolean more = true;
        while (more) {
            var page = etcd.range(RangeRequest.of(KeyRange.between(from, range.rangeEnd()))
                    .atRevision(revision)
                    .withLimit(LOAD_PAGE));
            revision = revision == 0 ? page.revision() : revision;
            page.kvs().forEach(kv -> objects.add(codec.decode(kv)));
            more = page.more() && !page.kvs().isEmpty();
            from = more ? after(page.kvs().getLast().key()) : from;
        }
        return new Snapshot(revision, OrderedObjects.of(objects));
    }

    private static Bytes after(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.array(), key.length() + 1));
    }

    /** The store's side of the cache: on the commit thread, so that nothing here waits. */
    private final class Feed implements WatchListener {
        @Override
        public void events(long revision, List<WatchEvent> events) {
            var objects = newest.objects();
            for (var event : events) {
                var key = event.kv().key();
                var previous = objects.get(key).orElse(null);
                if (event.type() == WatchEvent.Type.PUT) {
                    var current = codec.decode(event.kv());
                    objects = objects.with(current);
                    history.append(new CachedEvent(revision, current, previous));
                } else if (previous != null) {
                    objects = objects.without(key);
                    history.append(new CachedEvent(revision, null, previous));
                }
            }
            newest = new Snapshot(revision, objects);
            wake();
        }

        @Override
        public void compacted(long compactRevision) {
            end(StatusException.of(
                    Reason.EXPIRED, "the store has compacted up to " + compactRevision + ", which was not yet read"));
        }

        @Override
        public void closed(EtcdException cause) {
            end(StoreErrors.statusOf(cause));
        }

        private void end(StatusException why) {
            failure = Optional.of(why);
            LOG.atDebug().addKeyValue("prefix", prefix).log("the watch of the store ended: {}", why.getMessage());
            wake();
        }
    }

    /** Whether the store no longer feeds this cache, so that it must be made anew. */
    public boolean isBroken() {
        return failure.isPresent();
    }

    /** The newest state, which has every write that was acknowledged before this call. */
    public Snapshot snapshot() {
        if (!knowsProgress) {
            return loaded();
        }
        try {
            var state = snapshotNotOlderThan(etcd.revision());
            reads.consistent();
            return state;
        } catch (StatusException e) {
            reads.late();
            throw e;
        }
    }

    /** From the store itself. */
    private Snapshot loaded() {
        try {
            var state = load(etcd, codec, KeyRange.prefix(prefix));
            reads.stored(state.objects().size());
            return state;
        } catch (EtcdException e) {
            throw StoreErrors.statusOf(e);
        }
    }

    /**
     * A state that is not older than a revision; waits for it for a few seconds.
     *
     * @throws StatusException 504 when it does not come in time
     */
    public Snapshot snapshotNotOlderThan(long revision) {
        if (!knowsProgress && handle.revision() < revision) {
            return loadedNotOlderThan(revision);
        }
        awaitRevision(revision);
        var state = newest;
        return state.revision() >= revision ? state : new Snapshot(revision, state.objects());
    }

    private Snapshot loadedNotOlderThan(long revision) {
        var state = loaded();
        if (state.revision() < revision) {
            throw tooLarge(revision, state.revision());
        }
        return state;
    }

    /** The newest state that is known here, without asking the store whether there is a newer one. */
    public Snapshot snapshotAsIs() {
        long progress = handle.revision();
        var state = newest;
        return state.revision() >= progress ? state : new Snapshot(progress, state.objects());
    }

    /** How often the store said how far it is: what a store that is in this process has no need to. */
    public long progressNotices() {
        return handle.progressNotices();
    }

    /** An object as every acknowledged write has left it. */
    public Optional<StoredObject> get(Bytes key) {
        if (!knowsProgress) {
            return loaded(key);
        }
        awaitRevision(etcd.revision());
        return newest.objects().get(key);
    }

    private Optional<StoredObject> loaded(Bytes key) {
        try {
            return etcd.get(key).map(codec::decode);
        } catch (EtcdException e) {
            throw StoreErrors.statusOf(e);
        }
    }

    /**
     * Some objects as they were at a revision.
     *
     * @param objects in the order of their keys; those that have not changed since are the cached ones
     * @param more whether the range has more than that
     * @param count how many the whole range has
     */
    public record Stored(List<StoredObject> objects, boolean more, long count) {}

    /**
     * Reads from the store what a range held at a revision that the store has reached.
     *
     * @throws StatusException 410 when it is no longer kept
     */
    public Stored storedAt(long revision, KeyRange range, long limit) {
        try {
            var page = etcd.range(RangeRequest.of(range).atRevision(revision).withLimit(limit));
            reads.stored(page.kvs().size());
            var known = newest.objects();
            var objects = page.kvs().stream()
                    .map(kv -> known.get(kv.key())
                            .filter(object -> object.revision() == kv.modRevision())
                            .orElseGet(() -> codec.decode(kv)))
                    .toList();
            return new Stored(objects, page.more(), page.count());
        } catch (EtcdException e) {
            if (e.code() == EtcdException.Code.COMPACTED) {
                throw StatusException.of(Reason.EXPIRED, "The resourceVersion for the provided list is too old.");
            }
            throw StoreErrors.statusOf(e);
        }
    }

    private void awaitRevision(long revision) {
        if (handle.revision() >= revision) {
            reads.fresh();
            return;
        }
        long start = System.nanoTime();
        try {
            awaitUntil(revision, start + CATCH_UP.toNanos());
        } finally {
            reads.waited(System.nanoTime() - start);
        }
    }

    private void awaitUntil(long revision, long deadline) {
        try {
            do {
                handle.requestProgress();
                if (handle.awaitRevision(revision, ASK_AGAIN)) {
                    return;
                }
                failure.ifPresent(why -> {
                    throw why;
                });
            } while (!closed && System.nanoTime() < deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.of(Reason.SERVICE_UNAVAILABLE, "the API server is shutting down");
        }
        throw tooLarge(revision, handle.revision());
    }

    /**
     * Starts a watch.
     *
     * @param after the watcher hears of everything after this revision
     * @throws StatusException 410 when that is no longer known
     */
    public Watcher watch(long after, Interest interest) {
        if (after >= history.completeAfter()) {
            return watchFrom(after, interest, List.of());
        }
        if (!knowsProgress) {
            throw tooOld(after, history.completeAfter());
        }
        var older = new StoreHistory(etcd, codec).between(after, snapshot().revision());
        return watchFrom(older.upTo(), interest, older.events());
    }

    private Watcher watchFrom(long after, Interest interest, List<CachedEvent> older) {
        synchronized (watchersGuard) {
            EventHistory.Backlog backlog;
            try {
                backlog = history.after(after);
            } catch (IllegalStateException e) {
                throw tooOld(after, history.completeAfter());
            }
            var watcher = new Watcher(this, interest, after, backlog.next());
            watcher.begin(older);
            watcher.begin(backlog.events());
            reads.initial(older.size() + (long) backlog.events().size());
            if (closed || isBroken()) {
                watcher.end();
            } else {
                watchers.add(watcher);
            }
            return watcher;
        }
    }

    private static StatusException tooLarge(long asked, long current) {
        var cause = new Status.Cause("ResourceVersionTooLarge", "Too large resource version", "");
        return new StatusException(new Status(
                Reason.TIMEOUT.code(),
                Reason.TIMEOUT,
                "Timeout: Too large resource version: " + asked + ", current: " + current,
                new Status.Details("", "", "", "", List.of(cause), 1)));
    }

    static StatusException tooOld(long asked, long oldest) {
        return StatusException.of(Reason.EXPIRED, "too old resource version: " + asked + " (" + oldest + ")");
    }

    void remove(Watcher watcher) {
        synchronized (watchersGuard) {
            watchers.remove(watcher);
        }
    }

    /** How often its objects were read. */
    public ReadCounts reads() {
        return reads;
    }

    /** For how many changes that have been there is room now. */
    public int capacity() {
        return history.capacity();
    }

    /** How many changes the store has told of. */
    public long receivedEvents() {
        return history.next();
    }

    /** How many of them were handed to the watchers they concern. */
    public long dispatchedEvents() {
        return dispatchedEvents;
    }

    /** How many watchers there are. */
    public int watcherCount() {
        synchronized (watchersGuard) {
            return watchers.size();
        }
    }

    /**
     * Forgets what is long past, lets watchers whose time has come look at it, and has the dispatcher note for them how far the store is, even if nothing
     * happened here.
     */
    public void tick() {
        long now = System.nanoTime();
        history.forgetBefore(now - HISTORY.toNanos());
        List<Watcher> due;
        synchronized (watchersGuard) {
            due = watchers.all().stream().filter(watcher -> watcher.isDue(now)).toList();
        }
        if (!due.isEmpty()) {
            wake();
            due.forEach(Watcher::nudge);
        }
    }

    long dispatchedRevision() {
        return dispatchedRevision;
    }

    private void wake() {
        work = true;
        dispatcher.wake();
    }

    private void dispatch() {
        long next = 0;
        while (!closed && !isBroken()) {
            if (!work) {
                LockSupport.park(this);
                continue;
            }
            work = false;
            long progress = handle.revision();
            EventHistory.Backlog backlog;
            try {
                backlog = history.since(next);
            } catch (IllegalStateException e) {
                // The writers were faster by a whole history: nobody can be served any more, all have to ask again.
                LOG.atWarn().addKeyValue("prefix", prefix).log("watchers are cut: the dispatcher fell behind");
                endAll();
                next = history.next();
                continue;
            }
            long sequence = next;
            for (var event : backlog.events()) {
                deliver(event, sequence++);
            }
            next = backlog.next();
            dispatchedEvents = next;
            dispatchedRevision = Math.max(dispatchedRevision, progress);
        }
        endAll();
    }

    private void deliver(CachedEvent event, long sequence) {
        synchronized (watchersGuard) {
            watchers.concerned(event, codec.layout().prefix(), watcher -> {
                if (watcher.fromSequence() <= sequence) {
                    watcher.offer(event);
                }
            });
        }
    }

    /** Ends all watches there are: what is watched is defined anew. */
    public void endWatches() {
        endAll();
    }

    private void endAll() {
        synchronized (watchersGuard) {
            for (var watcher : watchers.all()) {
                watchers.remove(watcher);
                watcher.end();
            }
        }
    }

    /** Ends all watches and the dispatcher. Idempotent. */
    @Override
    public void close() {
        closed = true;
        handle.close();
        dispatcher.close();
    }
}
