package dev.mudi.apiserver.storage;

/** Hears of each request to the store for objects of one resource. Calls come from several threads, and must not block. */
@FunctionalInterface
public interface StorageObserver {
    /** Does not listen. */
    StorageObserver NONE = (operation, nanos, failed) -> {};

    /** What the store was asked for; upstream's names. */
    enum Operation {
        GET("get"),
        LIST("list"),
        CREATE("create"),
        UPDATE("update"),
        DELETE("delete");

        private final String text;

        Operation(String text) {
            this.text = text;
        }

        /** As metrics have it. */
        public String text() {
            return text;
        }
    }

    /** The store has answered, or refused. */
    void asked(Operation operation, long nanos, boolean failed);
}
