package dev.mudi.etcd;

import java.time.Duration;

/** A watch that is running. */
public interface WatchHandle extends AutoCloseable {
    /** The first revision that the watch reports; for a start "from now on" the revision after the newest when it was made. */
    long startRevision();

    /**
     * The progress of the watch: its listener has returned from every event up to and including this revision. It follows
     * the store's revision even when other keys change; after a write was acknowledged it is at least that write's.
     */
    long revision();

    /**
     * Asks the store how far the watch is, so that {@link #revision} follows soon although its keys are quiet. A store that
     * tells by itself does nothing.
     */
    default void requestProgress() {}

    /** How many messages of the store said nothing but how far the watch is; none come from a store in this process. */
    default long progressNotices() {
        return 0;
    }

    /**
     * Waits until {@link #revision} is at least this, the watch is over, or the time is.
     *
     * @return whether the revision has come
     * @throws InterruptedException when interrupted before that
     */
    boolean awaitRevision(long revision, Duration limit) throws InterruptedException;

    /** Ends the watch. After it returns no further call comes, unless it is the listener itself that called it. Idempotent. */
    @Override
    void close();
}
