package dev.mudi.apiserver.registry;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.ResourceName;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.cache.WatchCache;
import dev.mudi.apiserver.cache.Worker;
import dev.mudi.apiserver.storage.ObjectCodec;
import dev.mudi.apiserver.storage.ObjectLayout;
import dev.mudi.apiserver.storage.ObjectStorage;
import dev.mudi.etcd.Etcd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The stores of all resources. A watch cache is made when its resource is first asked for, and lives until this is closed. Safe for
 * several threads.
 */
public final class ResourceStores implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Etcd etcd;
    private final ResourceRegistry registry;
    private final ConcurrentMap<ResourceName, ResourceStore> stores = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Backing> backings = new ConcurrentHashMap<>();
    private final ResourceRegistry.Listening listening;
    private final Worker ticker;
    private volatile boolean closed;

    /** The stores of these resources in this store. The caller closes both, this first. */
    public ResourceStores(Etcd etcd, ResourceRegistry registry) {
        this.etcd = etcd;
        this.registry = registry;
        this.listening = registry.listen(this::forgetRemoved);
        this.ticker = new Worker("watch ticker", this::tick);
        ticker.start();
    }

    /** The resources. */
    public ResourceRegistry registry() {
        return registry;
    }

    /** The store. */
    public Etcd etcd() {
        return etcd;
    }

    /** The store of a resource. */
    public ResourceStore of(ResourceDefinition definition) {
        var known = stores.get(definition.name());
        if (known != null && known.definition() == definition) {
            return known;
        }
        return stores.compute(
                definition.name(),
                (name, present) ->
                        present != null && present.definition() == definition ? present : storeOf(definition));
    }

    /** The store of a built-in resource in the version that is stored; IllegalArgumentException if it is not served. */
    public ResourceStore of(String group, String resource) {
        return find(group, resource)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no resource " + resource + " in group \"" + group + "\" is served"));
    }

    /** The store of a resource in the preferred version that has it. */
    public Optional<ResourceStore> find(String group, String resource) {
        return registry.groups().stream()
                .filter(candidate -> candidate.name().equals(group))
                .flatMap(candidate -> candidate.versions().stream())
                .flatMap(version -> registry.find(group, version, resource).stream())
                .findFirst()
                .map(this::of);
    }

    private ResourceStore storeOf(ResourceDefinition definition) {
        var backing =
                backings.computeIfAbsent(definition.storagePrefix(), prefix -> new Backing(storedVersion(definition)));
        return new ResourceStore(
                definition,
                backing.codec.layout(),
                new ObjectStorage(etcd, backing.codec),
                backing::cache,
                Conversions.between(definition, backing.codec.layout()));
    }

    /** The definition of the version in which objects are stored, if it is served; it names the selectable fields. */
    private ResourceDefinition storedVersion(ResourceDefinition definition) {
        return registry.all().stream()
                .filter(other -> other.storagePrefix().equals(definition.storagePrefix())
                        && other.apiVersion().equals(definition.storageVersion()))
                .findFirst()
                .orElse(definition);
    }

    /** What all versions of a resource share. */
    private final class Backing implements AutoCloseable {
        private final ObjectCodec codec;
        private final ReentrantLock making = new ReentrantLock();
        private volatile @Nullable WatchCache cache;

        private Backing(ResourceDefinition definition) {
            codec = new ObjectCodec(ObjectLayout.of(definition));
        }

        private WatchCache cache() {
            var present = cache;
            return present == null || present.isBroken() ? made() : present;
        }

        /** Whoever comes first reads the store; the others wait for it, as each of them would for its own reading. */
        private WatchCache made() {
            making.lock();
            try {
                var present = cache;
                if (present != null && !present.isBroken()) {
                    return present;
                }
                if (closed) {
                    throw StatusException.of(Reason.SERVICE_UNAVAILABLE, "the API server is shutting down");
                }
                if (present != null) {
                    present.close();
                }
                var fresh = new WatchCache(etcd, codec);
                cache = fresh;
                return fresh;
            } finally {
                making.unlock();
            }
        }

        @Override
        public void close() {
            making.lock();
            try {
                var present = cache;
                if (present != null) {
                    present.close();
                }
            } finally {
                making.unlock();
            }
        }
    }

    private void forgetRemoved() {
        stores.keySet().removeIf(name -> registry.find(name).isEmpty());
        var prefixes =
                registry.all().stream().map(ResourceDefinition::storagePrefix).toList();
        for (var prefix : List.copyOf(backings.keySet())) {
            if (!prefixes.contains(prefix)) {
                var removed = backings.remove(prefix);
                if (removed != null) {
                    removed.close();
                }
            }
        }
    }

    private void tick() {
        while (!closed) {
            LockSupport.parkNanos(TICK.toNanos());
            for (var backing : backings.values()) {
                var cache = backing.cache;
                if (cache != null) {
                    cache.tick();
                }
            }
        }
    }

    /** How many watchers there are in all. */
    public int watcherCount() {
        int count = 0;
        for (var backing : backings.values()) {
            var cache = backing.cache;
            count += cache == null ? 0 : cache.watcherCount();
        }
        return count;
    }

    /** Ends all watches. Idempotent. */
    @Override
    public void close() {
        closed = true;
        listening.close();
        ticker.wake();
        backings.values().forEach(Backing::close);
        ticker.close();
    }
}
