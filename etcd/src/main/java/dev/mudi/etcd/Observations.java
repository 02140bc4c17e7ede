package dev.mudi.etcd;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers that were seen, counted in buckets that were chosen beforehand: what a histogram of any kind of page shows. A request is seen by
 * many of them, so that what one observation costs counts: two additions next to each other in memory. (A striped adder for each bucket has
 * every virtual thread first look for its place.) Safe for several threads.
 */
public final class Observations {
    private static final double NANOS = 1e9;

    private final double[] bounds;

    /** The bits of the sum, then what is in each bucket. */
    private final AtomicLongArray cells;

    private Observations(double[] bounds) {
        this.bounds = bounds;
        this.cells = new AtomicLongArray(bounds.length + 2);
    }

    /**
     * None yet.
     *
     * @param bounds of the buckets, upper and included, in rising order; a further bucket takes what is larger
     */
    public static Observations within(double... bounds) {
        return new Observations(bounds.clone());
    }

    /** The bounds of a given number of buckets, each so many times the one before. */
    public static double[] exponential(double first, double factor, int buckets) {
        var bounds = new double[buckets];
        double bound = first;
        for (int i = 0; i < buckets; i++) {
            bounds[i] = bound;
            bound *= factor;
        }
        return bounds;
    }

    /** Counts one. */
    public void observe(double value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        cells.getAndIncrement(1 + bucket);
        long before = cells.get(0);
        while (!cells.compareAndSet(0, before, Double.doubleToRawLongBits(Double.longBitsToDouble(before) + value))) {
            before = cells.get(0);
        }
    }

    /** Counts one, of a time in seconds. */
    public void observeNanos(long nanos) {
        observe(nanos / NANOS);
    }

    /** How many buckets there are, with the one for what is larger than all bounds. */
    public int buckets() {
        return bounds.length + 1;
    }

    /** The upper bound of a bucket; infinite of the last. */
    public double bound(int bucket) {
        return bucket < bounds.length ? bounds[bucket] : Double.POSITIVE_INFINITY;
    }

    /** How many are in a bucket, those of the ones before it not counted. */
    public long count(int bucket) {
        return cells.get(1 + bucket);
    }

    /** How many there are. */
    public long count() {
        long count = 0;
        for (int i = 0; i < buckets(); i++) {
            count += count(i);
        }
        return count;
    }

    /** All of them together. */
    public double sum() {
        return Double.longBitsToDouble(cells.get(0));
    }
}
