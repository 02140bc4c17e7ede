package dev.mudi.kubelet.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Doubling waits by key: none before the first repetition, then {@code initial}, doubled each time up to {@code maximum};
 * forgotten when a key kept quiet for twice the maximum. Holds at most one small entry a key; the owner's keys (containers or
 * images of one pod) are its bound. Not safe for many threads: a pod's worker owns it.
 */
public final class BackOff {

    /** Restarts of containers: 10 s doubling to 5 min, forgotten after 10 min (reference: "Container restart policy"). */
    public static BackOff crashLoop(Duration maximum) {
        return new BackOff(Duration.ofSeconds(10).compareTo(maximum) < 0 ? Duration.ofSeconds(10) : maximum, maximum);
    }

    /** Image pulls: 10 s doubling to 5 min. */
    public static BackOff imagePull() {
        return new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(5));
    }

    private record Entry(Duration delay, Instant updated) {}

    private final Duration initial;
    private final Duration maximum;
    private final Map<String, Entry> entries = new HashMap<>();

    public BackOff(Duration initial, Duration maximum) {
        this.initial = initial;
        this.maximum = maximum;
    }

    /** The wait that stands for the key, zero when none does. */
    public Duration delay(String key) {
        var entry = entries.get(key);
        return entry == null ? Duration.ZERO : entry.delay();
    }

    /** Until when the key has to wait, counted from the event that calls for it; empty when it needn't. */
    public Optional<Instant> until(String key, Instant event, Instant now) {
        var entry = entries.get(key);
        if (entry == null || hasExpired(entry, event)) {
            return Optional.empty();
        }
        var end = event.plus(entry.delay());
        return now.isBefore(end) ? Optional.of(end) : Optional.empty();
    }

    /** Notes another repetition, doubling the wait for the one after it. */
    public void next(String key, Instant event, Instant now) {
        var entry = entries.get(key);
        var doubled = entry == null || hasExpired(entry, event)
                ? initial
                : entry.delay().multipliedBy(2);
        entries.put(key, new Entry(doubled.compareTo(maximum) > 0 ? maximum : doubled, now));
    }

    public void reset(String key) {
        entries.remove(key);
    }

    private boolean hasExpired(Entry entry, Instant event) {
        return Duration.between(entry.updated(), event).compareTo(maximum.multipliedBy(2)) > 0;
    }
}
