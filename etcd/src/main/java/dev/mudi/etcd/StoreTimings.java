package dev.mudi.etcd;

/**
 * How long a store on this machine takes for what its clients wait for.
 *
 * @param logSync until a batch is in the log and on the disk
 * @param commit until a batch is run, durable, and told to all watches
 * @param snapshot until a snapshot is on the disk
 */
public record StoreTimings(DurationHistogram logSync, DurationHistogram commit, DurationHistogram snapshot) {
    private static final long MILLI = 1_000_000;

    /** With etcd's buckets. */
    public static StoreTimings none() {
        return new StoreTimings(
                DurationHistogram.doubling(MILLI, 14),
                DurationHistogram.doubling(MILLI, 14),
                DurationHistogram.doubling(10 * MILLI, 17));
    }
}
