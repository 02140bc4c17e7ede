package dev.mudi.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a controller has done and its cache does not show yet. A controller that creates or deletes several objects says
 * so first, and looks again only when its informer has shown all of them; else it would do the same twice (upstream's
 * {@code ControllerExpectations}).
 *
 * <p>What does not show within five minutes is no longer waited for. Thread-safe; bounded by the number of keys.
 */
public final class Expectations<K> {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private record Expected(int creations, Set<String> deletions, Instant since) {}

    private final Clock clock;
    private final Map<K, Expected> expected = new ConcurrentHashMap<>();

    public Expectations(Clock clock) {
        this.clock = clock;
    }

    /** So many objects of the key will appear; what was expected before is replaced. */
    public void expectCreations(K key, int count) {
        expected.put(key, new Expected(count, Set.of(), clock.instant()));
    }

    /** The objects with these uids will go; what was expected before is replaced. */
    public void expectDeletions(K key, Set<String> uids) {
        expected.put(key, new Expected(0, Set.copyOf(uids), clock.instant()));
    }

    /** One object appeared, or will not because its creation failed. */
    public void creationObserved(K key) {
        creationsObserved(key, 1);
    }

    /** So many objects appeared, or will not. */
    public void creationsObserved(K key, int count) {
        expected.computeIfPresent(
                key, (k, open) -> rest(Math.max(0, open.creations() - count), open.deletions(), open.since()));
    }

    /** The object went, or will not because its deletion failed. */
    public void deletionObserved(K key, String uid) {
        expected.computeIfPresent(key, (k, open) -> {
            if (!open.deletions().contains(uid)) {
                return open;
            }
            var left = new HashSet<>(open.deletions());
            left.remove(uid);
            return rest(open.creations(), left, open.since());
        });
    }

    @SuppressWarnings("NullAway") // computeIfPresent takes null for "remove"
    private static Expected rest(int creations, Set<String> deletions, Instant since) {
        return creations == 0 && deletions.isEmpty() ? null : new Expected(creations, deletions, since);
    }

    /** Whether nothing is outstanding for the key, so that the cache may be believed. */
    public boolean satisfied(K key) {
        var open = expected.get(key);
        return open == null || open.since().plus(TIMEOUT).isBefore(clock.instant());
    }

    /** The key is gone. */
    public void forget(K key) {
        expected.remove(key);
    }
}
