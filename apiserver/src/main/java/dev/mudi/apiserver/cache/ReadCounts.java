package dev.mudi.apiserver.cache;

import java.util.concurrent.atomic.LongAdder;

/** How often the objects of a resource were read, and from where. Safe for several threads. */
public final class ReadCounts {
    private final LongAdder listed = new LongAdder();
    private final LongAdder consistent = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder stored = new LongAdder();

    ReadCounts() {}

    /** A list is answered from the cache. */
    public void listed() {
        listed.increment();
    }

    /** The cache had everything that was acknowledged, or got it in time. */
    void consistent() {
        consistent.increment();
    }

    /** It did not get it in time. */
    void late() {
        late.increment();
    }

    /** The store itself was asked for a range. */
    void stored() {
        stored.increment();
    }

    /** Lists that were answered from the cache. */
    public long lists() {
        return listed.sum();
    }

    /** Reads of the newest state for which the cache was new enough. */
    public long consistentReads() {
        return consistent.sum();
    }

    /** Reads of the newest state for which it was not. */
    public long lateReads() {
        return late.sum();
    }

    /** Ranges that were read from the store. */
    public long storeReads() {
        return stored.sum();
    }
}
