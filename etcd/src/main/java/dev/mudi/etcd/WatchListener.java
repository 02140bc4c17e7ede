package dev.mudi.etcd;

import java.util.List;

/**
 * Hears of changes. Calls for one watch never overlap and follow one another in revision order. Those that are live come
 * on the store's commit thread, before the write that made them is acknowledged: a listener must return within
 * microseconds, must not block, and must not write to the store. One that throws is cut off and told so by {@link #closed}.
 */
public interface WatchListener {
    /** All events of one revision that this watch wants, in the order of the transaction's operations; never empty. */
    void events(long revision, List<WatchEvent> events);

    /**
     * The history from the watch's start on no longer exists; the watch is over.
     *
     * @param compactRevision the oldest revision that can still be read
     */
    void compacted(long compactRevision);

    /** The watch is over for a reason that is not its handle's {@link WatchHandle#close}: the store closes, or the listener threw. */
    void closed(EtcdException cause);
}
