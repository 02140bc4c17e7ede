package dev.mudi.apiserver.endpoints;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets events gather where they come thick and fast. A watcher that gets one now and then gets it at once; one that has been sent
 * several in a row is sent what the moment brings together, since a send costs more than an event. For one thread.
 */
final class WatchPace {
    /** How long events gather at most. */
    static final long MOMENT_NANOS = Duration.ofMillis(5).toNanos();

    /** So many sends in a row have to come within a moment of the one before. */
    static final int IN_A_ROW = 8;

    private long last = System.nanoTime() - 2 * MOMENT_NANOS;
    private int row;

    /** Waits until the next send is due; mostly not at all. An interrupt ends the wait. */
    void await() {
        long left = pause(System.nanoTime());
        if (left > 0) {
            LockSupport.parkNanos(this, left);
        }
    }

    /** How long events should gather now, in nanoseconds; 0 or less for not at all. */
    long pause(long now) {
        return row < IN_A_ROW ? 0 : MOMENT_NANOS - (now - last);
    }

    /** Something was sent just now. */
    void sent() {
        sent(System.nanoTime());
    }

    /** Something was sent. */
    void sent(long now) {
        row = now - last < 2 * MOMENT_NANOS ? Math.min(row + 1, IN_A_ROW) : 0;
        last = now;
    }
}
