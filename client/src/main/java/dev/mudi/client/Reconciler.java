package dev.mudi.client;

import java.time.Duration;

/**
 * Brings the world nearer to what an object asks for. Level-triggered: may be called at any time, any number of times,
 * and looks at the cache, not at what changed. Never called for one key twice at once.
 */
@FunctionalInterface
public interface Reconciler<K> {
    /**
     * Works on one key.
     *
     * @throws InterruptedException when the loop is being closed
     * @throws Exception when it failed; the key comes again after its back-off
     */
    Result reconcile(K key) throws Exception;

    /** When the key should come again, unless something changes before. */
    sealed interface Result {
        /** Not before something changes. */
        record Done() implements Result {}

        /** After a time that the reconciler knows, such as a deadline. */
        record After(Duration delay) implements Result {}

        /** After the key's back-off: the reconciler could not finish, but nothing is wrong. */
        record Retry() implements Result {}

        static Result done() {
            return new Done();
        }

        static Result after(Duration delay) {
            return new After(delay);
        }

        static Result retry() {
            return new Retry();
        }
    }
}
