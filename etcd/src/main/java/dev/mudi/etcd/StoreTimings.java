package dev.mudi.etcd;

/**
 * How long a store on this machine takes for what its clients wait for.
 *
 * @param logSync until a batch is in the log and on the disk
 * @param commit until a batch is run, durable, and told to all watches
 * @param snapshot until a snapshot is on the disk
 */
public record StoreTimings(Observations logSync, Observations commit, Observations snapshot) {
    private static final double MILLI = 0.001;

    /** With etcd's buckets, in seconds. */
    public static StoreTimings none() {
        return new StoreTimings(doubling(MILLI, 14), doubling(MILLI, 14), doubling(10 * MILLI, 17));
    }

    private static Observations doubling(double first, int buckets) {
        return Observations.within(Observations.exponential(first, 2, buckets));
    }
}
