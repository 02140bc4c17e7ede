package dev.mudi.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that a test moves. */
public final class ManualClock extends Clock {
    private final AtomicReference<Duration> moved = new AtomicReference<>(Duration.ZERO);
    private final InstantSource source;

    private ManualClock(InstantSource source) {
        this.source = source;
    }

    /** A clock that stands still but for the test. */
    public ManualClock(Instant start) {
        this(() -> start);
    }

    /** A clock that starts there and also goes on by itself, so that retries of running loops come. */
    public static ManualClock ticking(Instant start) {
        var started = System.nanoTime();
        return new ManualClock(() -> start.plusNanos(System.nanoTime() - started));
    }

    public void advance(Duration by) {
        moved.updateAndGet(so -> so.plus(by));
    }

    @Override
    public Instant instant() {
        return source.instant().plus(moved.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
