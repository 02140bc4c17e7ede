package dev.mudi.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of one resource, kept current by one list and one watch, shared by all who use it.
 *
 * <p>There is no periodic resync: a handler hears of an object when it changes. After a connection is lost the watch goes
 * on where it stopped; when the server no longer has that revision, the informer lists again and tells the difference.
 * Thread-safe.
 */
public final class Informer<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Informer.class);

    private final WatchedResource<T> resource;
    private final InformerCache<T> cache = new InformerCache<>();
    private final List<ResourceEventHandler<? super T>> handlers = new CopyOnWriteArrayList<>();
    // Held while a change goes into the cache and to the handlers, so that a new handler misses none and hears none
    // twice.
    private final ReentrantLock changes = new ReentrantLock();
    private final CountDownLatch synced = new CountDownLatch(1);
    private final Reflector<T> reflector;

    Informer(WatchedResource<T> resource, Function<Informer<T>, Reflector<T>> reflector) {
        this.resource = resource;
        this.reflector = reflector.apply(this);
    }

    /** Reads the cache; the same object every time. */
    public Lister<T> lister() {
        return cache;
    }

    /** Starts to list and watch; again is no change. */
    public void start() {
        reflector.start();
    }

    /**
     * Adds a handler. It first hears an add for each object already here, before this returns, and then every change.
     *
     * @return closing it removes the handler
     */
    public Registration addHandler(ResourceEventHandler<? super T> handler) {
        changes.lock();
        try {
            cache.list().forEach(object -> tell(handler, listener -> listener.onAdd(object)));
            handlers.add(handler);
        } finally {
            changes.unlock();
        }
        return () -> handlers.remove(handler);
    }

    /** Adds an index for {@link Lister#byIndex}; when the name is taken, the function that is there stays. */
    public void addIndexer(String name, Function<? super T, ? extends Collection<String>> values) {
        changes.lock();
        try {
            cache.addIndexer(name, values);
        } finally {
            changes.unlock();
        }
    }

    /** Whether the first list is in the cache and every handler has heard of it. */
    public boolean hasSynced() {
        return synced.getCount() == 0;
    }

    /** Waits for {@link #hasSynced}; false when the time is over. */
    public boolean awaitSync(Duration atMost) throws InterruptedException {
        return synced.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The revision up to which the cache is current; empty before the first list. */
    public String lastSyncResourceVersion() {
        return reflector.resourceVersion();
    }

    /** Whether the cache holds all changes up to the revision; revisions are numbers that grow (KEP-5504). */
    public boolean hasReached(long revision) {
        var reached = lastSyncResourceVersion();
        return !reached.isEmpty() && Long.parseLong(reached) >= revision;
    }

    /** Ends the watch and waits for its thread. The cache stays readable. */
    @Override
    public void close() {
        reflector.close();
    }

    /** A handler's place in an informer. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** One listed object; those of a list that end with {@link #listed} replace all that was here. */
    void listedObject(T object, Set<ObjectKey> seen) {
        seen.add(ObjectKey.of(object));
        changed(object);
    }

    void listed(Set<ObjectKey> seen) {
        for (var gone : cache.keysExcept(new HashSet<>(seen))) {
            deleted(gone);
        }
        synced.countDown();
    }

    /** The object was added or changed. */
    void changed(T object) {
        changes.lock();
        try {
            var before = cache.put(object);
            if (before == null) {
                tellAll(listener -> listener.onAdd(object));
            } else if (!resourceVersion(before).equals(resourceVersion(object))) {
                tellAll(listener -> listener.onUpdate(before, object));
            }
        } finally {
            changes.unlock();
        }
    }

    /** The object was deleted; this was its last state. */
    void deleted(T last) {
        changes.lock();
        try {
            if (cache.remove(ObjectKey.of(last)) != null) {
                tellAll(listener -> listener.onDelete(last));
            }
        } finally {
            changes.unlock();
        }
    }

    private void deleted(ObjectKey key) {
        changes.lock();
        try {
            var last = cache.remove(key);
            if (last != null) {
                tellAll(listener -> listener.onDelete(last));
            }
        } finally {
            changes.unlock();
        }
    }

    private static String resourceVersion(HasMetadata object) {
        var version = object.getMetadata().getResourceVersion();
        return version == null ? "" : version;
    }

    private void tellAll(Consumer<ResourceEventHandler<? super T>> change) {
        for (var handler : handlers) {
            tell(handler, change);
        }
    }

    /** A handler that throws must not take the cache from all others. */
    private void tell(ResourceEventHandler<? super T> handler, Consumer<ResourceEventHandler<? super T>> change) {
        try {
            change.accept(handler);
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("resource", resource)
                    .addKeyValue("handler", handler.getClass().getName())
                    .log("an informer's handler failed on a change and missed it");
        }
    }
}
