package dev.mudi.etcd.watch;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.WatchHandle;
import dev.mudi.etcd.WatchListener;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.state.LostValueException;
import dev.mudi.etcd.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All watches of a store. The commit loop publishes; any thread may watch and close. The lock is held while listeners are
 * called, which is why they must be quick; nothing else is done under it.
 */
public final class WatchHub {
    private static final Logger LOG = LoggerFactory.getLogger(WatchHub.class);
    /** A watch that is no further behind than this catches up under the lock. */
    private static final long LAST_STRETCH = 128;

    private final ReentrantLock lock = new ReentrantLock();
    private final WatchIndex index = new WatchIndex();
    private final RevisionSignal moved = new RevisionSignal();
    private final List<Watcher> touched = new ArrayList<>();
    /** The newest state; its changes up to {@link #dispatched} were told to all live watchers. */
    private volatile State published;

    private volatile long dispatched;
    /** The newest state of which all live watchers were told everything. */
    private volatile State visible;

    private volatile boolean closed;

    public WatchHub(State state) {
        this.published = state;
        this.visible = state;
        this.dispatched = state.revision();
    }

    /** The newest durable state. */
    public State published() {
        return published;
    }

    /**
     * The newest durable state of which all live watchers were told everything. Who reads this, and then what a watcher
     * has gathered, finds nothing older there.
     */
    public State visible() {
        return visible;
    }

    /**
     * Reads a state; again in a newer one when a compaction has overtaken the reading, or what the state's values lay in was
     * given back. If what was asked for is gone, the second time says so.
     *
     * @param from not newer than the {@linkplain #published newest}
     * @throws EtcdException what the reading throws; {@code CORRUPT} when a value cannot be read
     */
    public <A> A read(State from, Function<State, A> reading) {
        var state = from;
        while (true) {
            try {
                var answer = reading.apply(state);
                if (visible.compactedRevision() <= state.compactedRevision()) {
                    return answer;
                }
                state = newerThan(state);
            } catch (LostValueException e) {
                var newer = newerThan(state);
                if (!e.isGone() || newer == state) {
                    throw refusal(e);
                }
                state = newer;
            }
        }
    }

    private State newerThan(State state) {
        var seen = visible;
        return seen.revision() < state.revision() ? published : seen;
    }

    /** What a client hears when a value cannot be read. */
    public EtcdException refusal(LostValueException lost) {
        if (closed) {
            return stopped();
        }
        LOG.atError()
                .setMessage("a value cannot be read")
                .addKeyValue("cause", lost.getMessage())
                .log();
        return EtcdException.of(EtcdException.Code.CORRUPT, String.valueOf(lost.getMessage()));
    }

    /** Every live watcher was told all events up to this revision. */
    public long dispatchedRevision() {
        return dispatched;
    }

    /** Makes the state the one that is read, and tells the watchers what is new in it. */
    public void publish(State state) {
        lock.lock();
        try {
            published = state;
            for (long revision = dispatched + 1; revision <= state.revision(); revision++) {
                dispatch(state, revision);
            }
            visible = state;
        } finally {
            lock.unlock();
        }
        moved.moved();
    }

    /** Is told when watchers move on or end. */
    RevisionSignal moved() {
        return moved;
    }

    /**
     * Makes a state the one that is read which did not follow step by step on the one before. Watchers are told what they
     * missed, or that it is no longer known.
     */
    public void replace(State state) {
        lock.lock();
        try {
            long compacted = state.compactedRevision();
            if (dispatched + 1 < compacted) {
                index.all().stream()
                        .filter(watcher -> watcher.startRevision() < compacted)
                        .forEach(watcher -> {
                            index.remove(watcher);
                            watcher.endCompacted(compacted);
                        });
                dispatched = compacted - 1;
            }
            publish(state);
        } finally {
            lock.unlock();
        }
    }

    private void dispatch(State state, long revision) {
        for (var change : state.history().at(revision)) {
            var news = new News(change);
            index.forEach(change.key(), watcher -> {
                if (watcher.note(news)) {
                    touched.add(watcher);
                }
            });
        }
        for (var watcher : touched) {
            watcher.tell(revision);
        }
        touched.clear();
        dispatched = revision;
    }

    /** Starts a watch; its history is told before this returns. */
    public WatchHandle watch(WatchRequest request, WatchListener listener) {
        if (request.keys().key().isEmpty()) {
            throw EtcdException.of(EtcdException.Code.EMPTY_KEY);
        }
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a watch listener must not start a watch");
        }
        long start = request.startRevision() > 0 ? request.startRevision() : 0;
        long next = start == 0 ? Long.MAX_VALUE : start;
        @Nullable Watcher watcher = null;
        while (true) {
            if (dispatched - next < LAST_STRETCH) {
                lock.lock();
                try {
                    return goLive(watcher != null ? watcher : newWatcher(request, listener, start));
                } finally {
                    lock.unlock();
                }
            }
            watcher = watcher == null ? newWatcher(request, listener, start) : watcher;
            tellHistory(watcher, Math.min(dispatched, next + LAST_STRETCH));
            if (watcher.isOver()) {
                return watcher;
            }
            next = watcher.nextRevision();
        }
    }

    private Watcher newWatcher(WatchRequest request, WatchListener listener, long start) {
        return new Watcher(this, request, listener, start == 0 ? dispatched + 1 : start);
    }

    private Watcher goLive(Watcher watcher) {
        if (closed) {
            watcher.end(stopped());
            return watcher;
        }
        tellHistory(watcher, dispatched);
        if (!watcher.isOver()) {
            index.add(watcher);
            watcher.goLive();
        }
        return watcher;
    }

    /** Tells the watcher everything up to and including the revision, or that it cannot be told. */
    private void tellHistory(Watcher watcher, long upTo) {
        var history = published.history();
        while (watcher.nextRevision() <= upTo && !watcher.isOver()) {
            long revision = watcher.nextRevision();
            boolean known = revision >= history.first() && revision <= history.last();
            if (known) {
                watcher.noteAll(history.at(revision));
            }
            // Asked after the changes were read: only then is what they say of the values before certain.
            long compacted = published.compactedRevision();
            if (revision < compacted) {
                watcher.forget();
                watcher.endCompacted(compacted);
            } else if (watcher.looksInVain() && published.history() != history) {
                watcher.forget();
                history = published.history();
            } else {
                watcher.tell(revision);
            }
        }
    }

    void remove(Watcher watcher) {
        lock.lock();
        try {
            index.remove(watcher);
        } finally {
            lock.unlock();
        }
    }

    void close(Watcher watcher) {
        lock.lock();
        try {
            watcher.markOver();
            index.remove(watcher);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all watches and lets no other begin. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            index.all().forEach(watcher -> watcher.end(stopped()));
        } finally {
            lock.unlock();
        }
    }

    private static EtcdException stopped() {
        return EtcdException.of(EtcdException.Code.STOPPED);
    }
}
