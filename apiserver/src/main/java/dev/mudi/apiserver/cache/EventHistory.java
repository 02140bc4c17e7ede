package dev.mudi.apiserver.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last events of a resource in order, at most {@value #CAPACITY}, fewer if they are large. Each has a sequence number, from 0, without gaps. Safe for
 * several threads; nobody holds it for longer than it takes to copy references.
 */
final class EventHistory {
    static final int CAPACITY = 16_384;

    /** What the objects of the events may have together, beyond {@value #ALWAYS_KEPT} events. */
    static final long MAX_BYTES = 16L << 20;

    static final int ALWAYS_KEPT = 256;
    private static final int FIRST_SIZE = 16;

    private @Nullable CachedEvent[] ring = new CachedEvent[FIRST_SIZE];

    /** The sequence number of the next event. */
    private long next;

    /** The sequence number of the oldest event that is kept; next - oldest <= ring.length. */
    private long oldest;

    /** The sequence number before which all was asked for by {@link #since}; what was not is kept, however large. */
    private long taken;

    /** Of the objects of all events that are kept, in bytes. */
    private long bytes;

    /** Every event with a greater revision is here, or has not happened. */
    private long completeAfter;

    /** What was asked for, and the sequence number of what comes after it. */
    record Backlog(List<CachedEvent> events, long next) {}

    /** A history that knows what comes after this revision. */
    EventHistory(long completeAfter) {
        this.completeAfter = completeAfter;
    }

    synchronized void append(CachedEvent event) {
        if (next - oldest == ring.length) {
            if (ring.length < CAPACITY) {
                var larger = new CachedEvent[ring.length * 2];
                for (long i = oldest; i < next; i++) {
                    larger[slot(i, larger.length)] = at(i);
                }
                ring = larger;
            } else {
                forgetOldest();
            }
        }
        ring[slot(next, ring.length)] = event;
        next++;
        bytes += event.size();
        while (bytes > MAX_BYTES && next - oldest > ALWAYS_KEPT && oldest < taken) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        var event = at(oldest);
        completeAfter = event.revision();
        bytes -= event.size();
        ring[slot(oldest, ring.length)] = null;
        oldest++;
    }

    /** Forgets what was heard before a moment ({@link System#nanoTime}): whoever wants it asks the store. */
    synchronized void forgetBefore(long nanoTime) {
        while (oldest < next && at(oldest).heard() - nanoTime < 0) {
            forgetOldest();
        }
    }

    /** For how many events there is room now. */
    synchronized int capacity() {
        return ring.length;
    }

    /** The sequence number that the next event will have. */
    synchronized long next() {
        return next;
    }

    /** The oldest revision after which everything is known here. */
    synchronized long completeAfter() {
        return completeAfter;
    }

    /** The events from a sequence number on; IllegalStateException if some of them are no longer kept. */
    synchronized Backlog since(long sequence) {
        if (sequence < oldest) {
            throw new IllegalStateException("events from " + sequence + " on are gone, the oldest is " + oldest);
        }
        taken = next;
        return copy(sequence);
    }

    /** The events with a greater revision than this, which must not be less than {@link #completeAfter}. */
    synchronized Backlog after(long revision) {
        if (revision < completeAfter) {
            throw new IllegalStateException("events after " + revision + " are gone, complete after " + completeAfter);
        }
        long low = oldest;
        long high = next;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (at(middle).revision() > revision) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return copy(low);
    }

    private Backlog copy(long from) {
        var events = new ArrayList<CachedEvent>((int) (next - from));
        for (long i = from; i < next; i++) {
            events.add(at(i));
        }
        return new Backlog(events, next);
    }

    /** The event of a sequence number from oldest to next-1. */
    private CachedEvent at(long sequence) {
        return Objects.requireNonNull(ring[slot(sequence, ring.length)]);
    }

    private static int slot(long sequence, int length) {
        return (int) (sequence & (length - 1));
    }
}
