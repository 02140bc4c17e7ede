package dev.mudi.client;

import java.util.function.Consumer;

/**
 * Hears what changes in an informer's cache. Called in order, on the informer's thread, after the cache has the change;
 * it must not block: enqueue a key and return. The objects are shared: never change them.
 */
public interface ResourceEventHandler<T> {
    default void onAdd(T added) {}

    /** @param before the object that the cache held until now; may have missed intermediate states */
    default void onUpdate(T before, T after) {}

    /** @param last the last state known; the object may have changed once more before it went */
    default void onDelete(T last) {}

    /** A handler that treats the three alike, with the newest state known. */
    static <T> ResourceEventHandler<T> onChange(Consumer<? super T> action) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T added) {
                action.accept(added);
            }

            @Override
            public void onUpdate(T before, T after) {
                action.accept(after);
            }

            @Override
            public void onDelete(T last) {
                action.accept(last);
            }
        };
    }
}
