package dev.mudi.apiserver.cache;

import dev.mudi.apiserver.storage.StoredObject;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One change of one object, shared by all watchers. What one of them has made of it for its client, the others find here. Safe for
 * several threads.
 */
public final class CachedEvent {
    private final long revision;

    /** When it was heard of, in {@link System#nanoTime}. */
    private final long heard = System.nanoTime();

    private final @Nullable StoredObject current;
    private final @Nullable StoredObject previous;

    /** Made at the first demand; at most one an encoding and event type. */
    private volatile @Nullable ConcurrentHashMap<Object, byte[]> encoded;

    /**
     * A change.
     *
     * @param current the object after it, null after a deletion
     * @param previous the object before it, null before a creation
     */
    CachedEvent(long revision, @Nullable StoredObject current, @Nullable StoredObject previous) {
        this.revision = revision;
        this.current = current;
        this.previous = previous;
    }

    /** The revision of the change. */
    public long revision() {
        return revision;
    }

    /** The bytes of its object, which nobody else may keep any longer. */
    int size() {
        var object = current != null ? current : previous;
        return object == null ? 0 : object.size();
    }

    long heard() {
        return heard;
    }

    /** The object after it; empty after a deletion. */
    public Optional<StoredObject> current() {
        return Optional.ofNullable(current);
    }

    /** The object before it; empty before a creation. */
    public Optional<StoredObject> previous() {
        return Optional.ofNullable(previous);
    }

    /**
     * The object that goes with the event to a watcher: as it is now or, where it is gone or no longer matches, as it was last, with
     * the revision of the change.
     */
    public StoredObject shown(EventType type) {
        var object = type == EventType.DELETED && previous != null ? previous.atRevision(revision) : current;
        if (object == null) {
            throw new IllegalStateException("a " + type + " event without an object at revision " + revision);
        }
        return object;
    }

    /** The form that the event has for watchers of a kind, made once. */
    public byte[] encoded(Object form, Supplier<byte[]> encoding) {
        var forms = encoded;
        if (forms == null) {
            synchronized (this) {
                forms = encoded;
                if (forms == null) {
                    forms = new ConcurrentHashMap<>(2);
                    encoded = forms;
                }
            }
        }
        var known = forms.get(form);
        return known != null ? known : forms.computeIfAbsent(form, ignored -> encoding.get());
    }
}
