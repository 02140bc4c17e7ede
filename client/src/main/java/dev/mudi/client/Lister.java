package dev.mudi.client;

import java.util.List;
import java.util.Optional;

/**
 * Reads an informer's cache. Never blocks, never calls the API server; what it gives may be a little old. The objects
 * are shared: never change them (build a copy). Thread-safe.
 */
public interface Lister<T> {
    Optional<T> get(ObjectKey key);

    default Optional<T> get(String namespace, String name) {
        return get(new ObjectKey(namespace, name));
    }

    /** All objects, in no order; the list is the caller's. */
    List<T> list();

    /** The objects of one namespace, in no order; the list is the caller's. */
    List<T> list(String namespace);

    /**
     * The objects for which the named index function gave the value, in no order; the list is the caller's.
     *
     * @throws IllegalArgumentException when no index of that name was added
     */
    List<T> byIndex(String index, String value);

    int size();
}
