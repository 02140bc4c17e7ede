package dev.mudi.etcd.grpc;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between the store and one watch's connection. What does not fit ends the feed; the watch is then
 * started again at the revision that was missed. Safe for several threads.
 */
final class Feed implements WatchListener {
    private static final int MOST_EVENTS = 16_384;

    private final Runnable filled;
    private final Deque<Item> items = new ArrayDeque<>(2);
    private int queued;
    private boolean over;

    /** What comes out of the queue, in order. */
    sealed interface Item {}

    record Events(long revision, List<WatchEvent> events) implements Item {}

    /** Everything before this was taken out. */
    record Mark(CountDownLatch passed) implements Item {}

    /** The queue was full; this revision and all after it are missing. The last item. */
    record Missed(long revision) implements Item {}

    /** The watch is over. The last item. */
    record Compacted(long compactRevision) implements Item {}

    /** The watch is over. The last item. */
    record Closed(EtcdException cause) implements Item {}

    /** @param filled to be run, quickly, when something came into the empty queue */
    Feed(Runnable filled) {
        this.filled = filled;
    }

    @Override
    public synchronized void events(long revision, List<WatchEvent> events) {
        if (over) {
            return;
        }
        // One revision is let in whatever its size, or the watch would never get past it.
        if (queued > 0 && queued + events.size() > MOST_EVENTS) {
            end(new Missed(revision));
            return;
        }
        queued += events.size();
        add(new Events(revision, events));
    }

    @Override
    public synchronized void compacted(long compactRevision) {
        end(new Compacted(compactRevision));
    }

    @Override
    public synchronized void closed(EtcdException cause) {
        end(new Closed(cause));
    }

    /** Puts a mark behind all that is there. Answers whether there is anyone left to pass it. */
    synchronized boolean mark(CountDownLatch passed) {
        if (over) {
            return false;
        }
        add(new Mark(passed));
        return true;
    }

    private void end(Item last) {
        if (!over) {
            over = true;
            add(last);
        }
    }

    private void add(Item item) {
        items.addLast(item);
        if (items.size() == 1) {
            filled.run();
        }
    }

    synchronized boolean isEmpty() {
        return items.isEmpty();
    }

    /** The next item, null when there is none. */
    synchronized @Nullable Item poll() {
        return items.isEmpty() ? null : remove();
    }

    /** The next item if it is events. */
    synchronized @Nullable Events pollEvents() {
        return items.peekFirst() instanceof Events ? (Events) remove() : null;
    }

    private Item remove() {
        var item = items.removeFirst();
        queued -= item instanceof Events some ? some.events().size() : 0;
        return item;
    }
}
