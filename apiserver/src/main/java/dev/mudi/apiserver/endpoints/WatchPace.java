package dev.mudi.apiserver.endpoints;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets events gather where they come thick and fast. A watcher that gets one now and then gets it at once; one that has been sent
 * several in a row is sent what the moment brings together, as long as that is more than a few, since a send costs more than an
 * event. For one thread.
 */
final class WatchPace {
    /** How long events gather at most. */
    static final long MOMENT_NANOS = Duration.ofMillis(15).toNanos();

    /** Sends that come so soon one after the other are in a row. */
    static final long SOON_NANOS = Duration.ofMillis(10).toNanos();

    /** So many sends have to come in a row. */
    static final int IN_A_ROW = 8;

    /** What a moment has to bring for the next to be waited for. */
    static final int WORTH_WAITING = 4;

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

    /** So many events were sent just now. */
    void sent(int events) {
        sent(events, System.nanoTime());
    }

    /** So many events were sent. */
    void sent(int events, long now) {
        boolean goesOn = row < IN_A_ROW ? now - last < SOON_NANOS : events >= WORTH_WAITING;
        row = goesOn ? Math.min(row + 1, IN_A_ROW) : 0;
        last = now;
    }
}
