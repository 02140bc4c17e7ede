package dev.mudi.apiserver;

import dev.mudi.api.tree.ObjectValue;
import java.util.Optional;

/**
 * What the server's own parts read: objects as the watch cache holds them, without a request. Authorizers and authenticators use
 * it so that no request lists from the store. Safe for several threads.
 */
public interface ObjectSource {
    /**
     * One object as of now, no older than the newest write acknowledged before the call.
     *
     * @param group empty for core
     * @param namespace empty for cluster-scoped resources
     */
    Optional<ObjectValue> get(String group, String resource, String namespace, String name);

    /**
     * Tells of every object there is, then {@link ObjectListener#synced}, then of each change in order. Calls come one at a time.
     * Closing the subscription ends it.
     */
    Subscription follow(String group, String resource, ObjectListener listener);

    /** Who follows. Calls must not block. */
    interface ObjectListener {
        /** An object exists, new or changed. */
        void exists(ObjectValue object);

        /** An object is gone; its last state. */
        void gone(ObjectValue last);

        /** Everything that existed at the start was told. */
        default void synced() {}
    }

    /** An ongoing interest. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        /** Ends it; no call comes after this returns. Idempotent. */
        @Override
        void close();
    }
}
