package dev.mudi.apiserver.registry;

import dev.mudi.etcd.Etcd;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * The three ways to write, sharing what they go through.
 *
 * @param creator of objects
 * @param updater of objects
 * @param deleter of objects
 */
public record Writers(Creator creator, Updater updater, Deleter deleter) {
    /** Upstream's flag {@code --event-ttl}. */
    private static final Duration EVENT_LIFETIME = Duration.ofHours(1);

    /**
     * Writers to a store by this path.
     *
     * @param fullLeases hears of how many objects share a lease that no more will share
     */
    public static Writers of(Etcd etcd, WritePath path, LongConsumer fullLeases) {
        var leases = new EventLeases(etcd, path.clock(), EVENT_LIFETIME, fullLeases);
        var creator = new Creator(path, leases);
        return new Writers(creator, new Updater(path, creator, leases), new Deleter(path));
    }
}
