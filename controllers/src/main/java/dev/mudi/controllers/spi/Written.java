package dev.mudi.controllers.spi;

import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers what a controller wrote until its cache shows it. A controller that lets the server choose names must not
 * decide again from a cache without its own last creations: it would make the same twice.
 *
 * <p>Thread-safe for different keys. Bounded by the number of keys with writes that have not shown yet.
 */
public final class Written<T extends HasMetadata> {
    private final Lister<T> cache;
    private final Map<ObjectKey, Map<ObjectKey, Long>> pending = new ConcurrentHashMap<>();

    public Written(Lister<T> cache) {
        this.cache = cache;
    }

    /** For the key, this object was created or updated. */
    public void wrote(ObjectKey key, T object) {
        pending.computeIfAbsent(key, k -> new ConcurrentHashMap<>()).put(ObjectKey.of(object), version(object));
    }

    /** For the key, this object was deleted. */
    public void deleted(ObjectKey key, T object) {
        pending.computeIfAbsent(key, k -> new ConcurrentHashMap<>()).put(ObjectKey.of(object), Long.MAX_VALUE);
    }

    /** Whether the cache shows all that was written for the key. */
    public boolean isShown(ObjectKey key) {
        var writes = pending.get(key);
        if (writes == null) {
            return true;
        }
        writes.entrySet().removeIf(write -> isShown(write.getKey(), write.getValue()));
        if (writes.isEmpty()) {
            pending.remove(key);
            return true;
        }
        return false;
    }

    private boolean isShown(ObjectKey object, long version) {
        var shown = cache.get(object);
        return version == Long.MAX_VALUE ? shown.isEmpty() : shown.isPresent() && version(shown.get()) >= version;
    }

    /** The key is gone, or has waited long enough for what somebody else may have undone. */
    public void forget(ObjectKey key) {
        pending.remove(key);
    }

    private static long version(HasMetadata object) {
        return Long.parseLong(object.getMetadata().getResourceVersion());
    }
}
