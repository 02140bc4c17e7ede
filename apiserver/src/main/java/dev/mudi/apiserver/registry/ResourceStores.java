package dev.mudi.apiserver.registry;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.ResourceName;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.cache.WatchCache;
import dev.mudi.apiserver.cache.Worker;
import dev.mudi.apiserver.storage.KeyPrefix;
import dev.mudi.apiserver.storage.ObjectCodec;
import dev.mudi.apiserver.storage.ObjectLayout;
import dev.mudi.apiserver.storage.ObjectStorage;
import dev.mudi.apiserver.storage.StorageObserver;
import dev.mudi.etcd.Etcd;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The stores of all resources. A watch cache is made when its resource is first asked for, and lives until this is closed. Safe for
 * several threads.
 */
public final class ResourceStores implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    /** A cache of what was defined anew is closed after so many ticks, when the requests that used it have had their answers. */
    private static final int RETIRED_TICKS = 10;

    private static final int MOST_RETIRED = 64;

    private final Etcd etcd;
    private final KeyPrefix keys;
    private final ResourceRegistry registry;
    private final ConcurrentMap<ResourceName, ResourceStore> stores = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Backing> backings = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<Backing> retired = new ConcurrentLinkedDeque<>();
    private final ResourceRegistry.Listening listening;
    private final Worker ticker;
    private volatile Function<ResourceDefinition, StorageObserver> observers = definition -> StorageObserver.NONE;
    private volatile LongConsumer fullLeases = objects -> {};
    private volatile boolean closed;

    /** The stores of these resources in this store, under the default prefix. The caller closes both, this first. */
    public ResourceStores(Etcd etcd, ResourceRegistry registry) {
        this(etcd, KeyPrefix.DEFAULT, registry);
    }

    /** The stores of these resources under a prefix of this store. The caller closes both, this first. */
    public ResourceStores(Etcd etcd, KeyPrefix keys, ResourceRegistry registry) {
        this.etcd = etcd;
        this.keys = keys;
        this.registry = registry;
        this.listening = registry.listen(this::forgetRemoved);
        this.ticker = new Worker("watch ticker", this::tick);
        ticker.start();
    }

    /**
     * Has what is done with the store heard of from now on.
     *
     * @param newObservers of requests to the store; each resource has its listener
     * @param newFullLeases is told how many objects share a lease that no more will share
     */
    public void observe(Function<ResourceDefinition, StorageObserver> newObservers, LongConsumer newFullLeases) {
        observers = newObservers;
        fullLeases = newFullLeases;
    }

    /** So many objects share a lease that no more will share. */
    public void leaseIsFull(long objects) {
        fullLeases.accept(objects);
    }

    private StorageObserver observer(ResourceDefinition definition) {
        return (operation, nanos, failed) -> observers.apply(definition).asked(operation, nanos, failed);
    }

    /** The resources. */
    public ResourceRegistry registry() {
        return registry;
    }

    /** The store. */
    public Etcd etcd() {
        return etcd;
    }

    /** Where in the store the keys are. */
    public KeyPrefix keys() {
        return keys;
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
        return registry.findPreferred(group, resource).map(this::of);
    }

    private ResourceStore storeOf(ResourceDefinition definition) {
        var versions = versions(definition);
        var backing = backings.compute(
                definition.storagePrefix(),
                (prefix, present) -> present != null && present.versions.equals(versions)
                        ? present
                        : replaced(present, new Backing(storedVersion(definition), versions)));
        return new ResourceStore(
                definition,
                backing.codec.layout(),
                new ObjectStorage(etcd, backing.codec, observer(definition)),
                backing::cache,
                Conversions.between(definition, backing.codec.layout()));
    }

    private Backing replaced(@Nullable Backing old, Backing next) {
        if (old != null) {
            retire(old);
        }
        return next;
    }

    private static Optional<KindVersions> versions(ResourceDefinition definition) {
        return definition.strategy() instanceof VersionedStrategy custom
                ? Optional.of(custom.versions())
                : Optional.empty();
    }

    /** Ends the watches of what was defined anew; requests under way still get their answers from it. */
    private void retire(Backing old) {
        old.endWatches();
        retired.addLast(old);
        while (retired.size() > MOST_RETIRED) {
            closeOldest();
        }
    }

    private void closeOldest() {
        var oldest = retired.pollFirst();
        if (oldest != null) {
            oldest.close();
        }
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
        private final ResourceDefinition definition;
        private final ObjectCodec codec;
        private final Optional<KindVersions> versions;
        private final ReentrantLock making = new ReentrantLock();
        private volatile @Nullable WatchCache cache;

        private Backing(ResourceDefinition definition, Optional<KindVersions> versions) {
            this.definition = definition;
            this.versions = versions;
            this.codec = versions.map(
                            all -> new ObjectCodec(ObjectLayout.of(definition, keys, all.selectableFields()), all))
                    .orElseGet(() -> new ObjectCodec(ObjectLayout.of(definition, keys)));
        }

        private void endWatches() {
            var present = cache;
            if (present != null) {
                present.endWatches();
            }
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
                var fresh = filled();
                cache = fresh;
                return fresh;
            } finally {
                making.unlock();
            }
        }

        private WatchCache filled() {
            long start = System.nanoTime();
            boolean done = false;
            try {
                var fresh = new WatchCache(etcd, codec);
                done = true;
                return fresh;
            } finally {
                observer(definition).asked(StorageObserver.Operation.LIST, System.nanoTime() - start, !done);
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
        var served = new HashMap<String, Optional<KindVersions>>();
        registry.all().forEach(definition -> served.putIfAbsent(definition.storagePrefix(), versions(definition)));
        backings.forEach((prefix, backing) -> {
            if (!backing.versions.equals(served.get(prefix)) && backings.remove(prefix, backing)) {
                retire(backing);
            }
        });
    }

    private void tick() {
        long ticks = 0;
        while (!closed) {
            LockSupport.parkNanos(TICK.toNanos());
            if (++ticks % RETIRED_TICKS == 0) {
                closeOldest();
            }
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

    /** Shows each cache that there is at the moment; one that nobody has asked for yet is not made. */
    public void forEachCache(BiConsumer<ResourceDefinition, WatchCache> action) {
        for (var backing : backings.values()) {
            var cache = backing.cache;
            if (cache != null) {
                action.accept(backing.definition, cache);
            }
        }
    }

    /** Ends all watches. Idempotent. */
    @Override
    public void close() {
        closed = true;
        listening.close();
        ticker.wake();
        backings.values().forEach(Backing::close);
        retired.forEach(Backing::close);
        ticker.close();
    }
}
