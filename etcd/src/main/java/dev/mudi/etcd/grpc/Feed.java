package dev.mudi.etcd.grpc;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between the store and one watch's connection. What does not fit ends the feed; the watch is then
 * started again at the revision that was missed.
 */
final class Feed implements WatchListener {
    private static final int MOST_EVENTS = 16_384;

    private final Deque<Item> items = new ArrayDeque<>();
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
        notifyAll();
    }

    /** The next item; empty when none came in so long a time, zero meaning that it does not matter how long. */
    synchronized Optional<Item> take(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (items.isEmpty()) {
            long left = most.isZero() ? 0 : deadline - System.nanoTime();
            if (left < 0) {
                return Optional.empty();
            }
            // At least a millisecond, since 0 would be without end.
            wait(most.isZero() ? 0 : left / 1_000_000 + 1);
        }
        return Optional.of(remove());
    }

    /** The next events if they are there already. */
    synchronized @Nullable Events poll() {
        return items.peekFirst() instanceof Events ? (Events) remove() : null;
    }

    private Item remove() {
        var item = items.removeFirst();
        queued -= item instanceof Events some ? some.events().size() : 0;
        return item;
    }
}
