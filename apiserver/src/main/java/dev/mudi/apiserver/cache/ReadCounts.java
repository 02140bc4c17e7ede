package dev.mudi.apiserver.cache;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How often the objects of a resource were read, and from where. Safe for several threads; to count makes no garbage. */
public final class ReadCounts {
    /** The upper bounds of {@link #waits}, in seconds; upstream's. */
    public static final List<Double> WAIT_BOUNDS =
            List.of(0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0);

    private static final double NANOS = 1e9;

    private final LongAdder lists = new LongAdder();
    private final LongAdder fetched = new LongAdder();
    private final LongAdder returned = new LongAdder();
    private final LongAdder consistent = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder storedFetched = new LongAdder();
    private final LongAdder storedEvaluated = new LongAdder();
    private final LongAdder storedReturned = new LongAdder();
    private final LongAdder initial = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();
    private final List<LongAdder> waits =
            Stream.generate(LongAdder::new).limit(WAIT_BOUNDS.size() + 1L).toList();

    ReadCounts() {}

    /** A list is answered from the cache. */
    public void listed() {
        lists.increment();
    }

    /** For a list of the cache so many objects were looked at, and so many of them are in it. */
    public void listed(long looked, long found) {
        fetched.add(looked);
        returned.add(found);
    }

    /** For a list of the store so many objects were looked at, and so many of them are in it. */
    public void storeListed(long looked, long found) {
        storedEvaluated.add(looked);
        storedReturned.add(found);
    }

    /** A watch begins with so many objects or events. */
    public void initial(long events) {
        initial.add(events);
    }

    /** The cache had everything that was acknowledged, or got it in time. */
    void consistent() {
        consistent.increment();
    }

    /** It did not get it in time. */
    void late() {
        late.increment();
    }

    /** The store itself was asked for a range, which had so many objects. */
    void stored(long objects) {
        stored.increment();
        storedFetched.add(objects);
    }

    /** A watcher was too slow. */
    void cut() {
        cut.increment();
    }

    /** The cache was new enough. */
    void fresh() {
        waits.getFirst().increment();
    }

    /** It took so long until it was, or would have. */
    void waited(long nanos) {
        double seconds = nanos / NANOS;
        int bucket = 0;
        while (bucket < WAIT_BOUNDS.size() && seconds > WAIT_BOUNDS.get(bucket)) {
            bucket++;
        }
        waits.get(bucket).increment();
        waitedNanos.add(nanos);
    }

    /** Lists that were answered from the cache. */
    public long lists() {
        return lists.sum();
    }

    /** Objects that lists of the cache looked at. */
    public long fetched() {
        return fetched.sum();
    }

    /** Objects that lists of the cache had. */
    public long returned() {
        return returned.sum();
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

    /** Objects that were read from the store. */
    public long storeFetched() {
        return storedFetched.sum();
    }

    /** Objects of the store that lists looked at. */
    public long storeEvaluated() {
        return storedEvaluated.sum();
    }

    /** Objects of the store that lists had. */
    public long storeReturned() {
        return storedReturned.sum();
    }

    /** Objects and events with which watches began. */
    public long initialEvents() {
        return initial.sum();
    }

    /** Watchers that were cut because they were too slow. */
    public long cutWatchers() {
        return cut.sum();
    }

    /** How often the cache was new enough within each of the bounds, and later than all of them; not summed up. */
    public List<Long> waits() {
        return waits.stream().map(LongAdder::sum).toList();
    }

    /** How long was waited for it altogether. */
    public double waitedSeconds() {
        return waitedNanos.sum() / NANOS;
    }
}
