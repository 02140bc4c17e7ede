package dev.mudi.apiserver.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Someone who wants to hear of changes: a bounded queue of events, filled by the cache's dispatcher and emptied by one thread of
 * the watcher's own. While that thread waits for the next event, a receiver may take it from the dispatcher at once: a hundred
 * watchers of one object are then told without a hundred threads being woken.
 */
public final class Watcher implements AutoCloseable {
    private static final int QUEUE_LIMIT = 16_384;

    private final Interest interest;
    private final WatchCache cache;

    /** The first event that comes by way of the dispatcher; the ones before it were put in when the watcher was made. */
    private final long fromSequence;

    private final long fromRevision;
    private final ArrayDeque<Item> queue = new ArrayDeque<>(4);
    private boolean closed;
    private boolean cut;
    private boolean nudged;
    private volatile long due;
    private volatile boolean hasDue;
    private @Nullable Thread waiting;
    private @Nullable Receiver receiver;

    /** An event and what it is to this watcher. */
    public record Item(EventType type, CachedEvent event) {}

    /** Takes an event on the dispatcher's thread; false if it has to be queued. It must not wait, nor throw. */
    @FunctionalInterface
    public interface Receiver {
        boolean receive(Item item);
    }

    Watcher(WatchCache cache, Interest interest, long fromRevision, long fromSequence) {
        this.cache = cache;
        this.interest = interest;
        this.fromRevision = fromRevision;
        this.fromSequence = fromSequence;
    }

    Interest interest() {
        return interest;
    }

    long fromSequence() {
        return fromSequence;
    }

    /** What happened already; it may be longer than the queue ever gets, being bounded by the history. */
    void begin(List<CachedEvent> backlog) {
        for (var event : backlog) {
            var type = interest.typeOf(event);
            type.ifPresent(known -> queue.add(new Item(known, event)));
        }
    }

    /** By the dispatcher only. A full queue cuts the watcher: it is too slow, and others do not wait for it. */
    void offer(CachedEvent event) {
        // It may have been told a state of the store that this cache had not reached.
        var type = event.revision() > fromRevision ? interest.typeOf(event) : Optional.<EventType>empty();
        if (type.isEmpty()) {
            return;
        }
        Thread wake;
        synchronized (this) {
            if (closed) {
                return;
            }
            if (queue.size() >= QUEUE_LIMIT) {
                cut = true;
                closed = true;
                queue.clear();
                cache.reads().cut();
            } else {
                var item = new Item(type.get(), event);
                if (isReceived(item)) {
                    return;
                }
                queue.add(item);
            }
            wake = waiting;
        }
        LockSupport.unpark(wake);
    }

    /** The thread that takes is between two takes as long as it is noted as waiting, and the receiver has what it had. */
    private boolean isReceived(Item item) {
        return receiver != null && waiting != null && queue.isEmpty() && receiver.receive(item);
    }

    /** Has events go to a receiver while {@link #take} waits and nothing is queued. By the thread that takes. */
    public synchronized void receiver(Receiver taker) {
        receiver = taker;
    }

    /**
     * Asks for a nudge at the next tick after a moment.
     *
     * @param nanoTime as {@link System#nanoTime} has it; there is no nudge before it is said
     */
    public void nudgeAt(long nanoTime) {
        due = nanoTime;
        hasDue = true;
    }

    boolean isDue(long nanoTime) {
        return hasDue && nanoTime - due >= 0;
    }

    /** Makes a {@link #take} that waits return. */
    public void nudge() {
        Thread wake;
        synchronized (this) {
            nudged = true;
            wake = waiting;
        }
        LockSupport.unpark(wake);
    }

    /**
     * The events that are there, in order; waits until there is one, the watcher is closed, or somebody nudges. By one thread only.
     *
     * @param most how many events are wanted, at least 1
     */
    public List<Item> take(int most) {
        while (true) {
            synchronized (this) {
                if (!queue.isEmpty()
                        || closed
                        || nudged
                        || Thread.currentThread().isInterrupted()) {
                    nudged = false;
                    waiting = null;
                    return polled(most);
                }
                waiting = Thread.currentThread();
            }
            LockSupport.park(this);
        }
    }

    private List<Item> polled(int most) {
        int count = Math.min(most, queue.size());
        if (count == 0) {
            return List.of();
        }
        var items = new ArrayList<Item>(count);
        for (int i = 0; i < count; i++) {
            items.add(queue.poll());
        }
        return items;
    }

    /**
     * A revision up to which this watcher has been given everything, if its queue is empty now; the revision it started from, or
     * one that is later.
     */
    public long progress() {
        return Math.max(fromRevision, cache.dispatchedRevision());
    }

    /** Whether nothing is left to be taken. */
    public synchronized boolean isDrained() {
        return queue.isEmpty();
    }

    /** Whether no more events will come. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Whether it was closed because it was too slow. */
    public synchronized boolean wasCut() {
        return cut;
    }

    /** Ends the watch. Idempotent. */
    @Override
    public void close() {
        cache.remove(this);
        end();
    }

    /** No more events come; what is queued can still be taken. */
    void end() {
        Thread wake;
        synchronized (this) {
            closed = true;
            wake = waiting;
        }
        LockSupport.unpark(wake);
    }
}
