package dev.mudi.apiserver.registry;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.etcd.Etcd;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongConsumer;

/**
 * Leases for what lives for a limited time: Events. Many objects share a lease, so that the store has few of them; an object lives at
 * least as long as it should and a little longer. Safe for several threads.
 */
final class EventLeases {
    private static final Duration SHARED_FOR = Duration.ofSeconds(60);
    private static final int SHARED_BY = 1_000;

    private final Etcd etcd;
    private final InstantSource clock;
    private final Duration lifetime;

    /** Hears of how many objects share a lease that no more will share. */
    private final LongConsumer full;

    private long lease;
    private Instant until = Instant.MIN;
    private int uses;

    EventLeases(Etcd etcd, InstantSource clock, Duration lifetime, LongConsumer full) {
        this.full = full;
        this.etcd = etcd;
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /** The lease for an object of a resource, 0 for those that stay. */
    long of(ResourceDefinition definition) {
        boolean event = definition.resource().equals("events")
                && (definition.group().isEmpty() || definition.group().equals("events.k8s.io"));
        return event ? next() : 0;
    }

    private long next() {
        var now = clock.instant();
        synchronized (this) {
            if (now.isBefore(until) && uses < SHARED_BY) {
                uses++;
                return lease;
            }
        }
        long granted = etcd.leaseGrant(lifetime.plus(SHARED_FOR).toSeconds(), 0).id();
        synchronized (this) {
            if (uses > 0) {
                full.accept(uses);
            }
            lease = granted;
            until = now.plus(SHARED_FOR);
            uses = 1;
        }
        return granted;
    }
}
