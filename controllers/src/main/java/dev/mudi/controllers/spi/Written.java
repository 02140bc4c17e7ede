package dev.mudi.controllers.spi;

import dev.mudi.client.Informer;
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
    /** A revision that the cache must have reached, or a deletion of the object with the uid that it must show. */
    private record Write(long version, String deletedUid) {}

    private final Informer<T> informer;
    private final Map<ObjectKey, Map<ObjectKey, Write>> pending = new ConcurrentHashMap<>();

    public Written(Informer<T> informer) {
        this.informer = informer;
    }

    /** For the key, this object was created or updated. */
    public void wrote(ObjectKey key, T object) {
        remember(key, object, new Write(version(object), ""));
    }

    /** For the key, this object was deleted. */
    public void deleted(ObjectKey key, T object) {
        remember(key, object, new Write(0, object.getMetadata().getUid()));
    }

    private void remember(ObjectKey key, T object, Write write) {
        pending.computeIfAbsent(key, k -> new ConcurrentHashMap<>()).put(ObjectKey.of(object), write);
    }

    /** Whether the cache shows all that was written for the key, or has seen it come and go. */
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

    private boolean isShown(ObjectKey object, Write write) {
        var shown = informer.lister().get(object);
        if (!write.deletedUid().isEmpty()) {
            return shown.filter(present -> present.getMetadata().getUid().equals(write.deletedUid()))
                    .isEmpty();
        }
        return shown.filter(present -> version(present) >= write.version()).isPresent()
                || informer.hasReached(write.version());
    }

    /** The key is gone. */
    public void forget(ObjectKey key) {
        pending.remove(key);
    }

    private static long version(HasMetadata object) {
        return Long.parseLong(object.getMetadata().getResourceVersion());
    }
}
