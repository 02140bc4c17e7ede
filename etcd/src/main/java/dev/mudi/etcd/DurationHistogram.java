package dev.mudi.etcd;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How long something took, counted in buckets each twice as wide as the one before. Safe for several threads. */
public final class DurationHistogram {
    private static final double NANOS = 1e9;

    private final long[] bounds;
    private final LongAdder[] counts;
    private final LongAdder sum = new LongAdder();

    private DurationHistogram(long[] bounds) {
        this.bounds = bounds;
        this.counts = Stream.generate(LongAdder::new).limit(bounds.length + 1L).toArray(LongAdder[]::new);
    }

    /**
     * An empty one.
     *
     * @param firstNanos the upper bound of the first bucket
     * @param buckets how many have a bound; a further one takes what is longer
     */
    public static DurationHistogram doubling(long firstNanos, int buckets) {
        return new DurationHistogram(LongStream.iterate(firstNanos, bound -> 2 * bound)
                .limit(buckets)
                .toArray());
    }

    /** Counts one. */
    public void record(long nanos) {
        int bucket = 0;
        while (bucket < bounds.length && nanos > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(nanos);
    }

    /**
     * How many took no longer than so much.
     *
     * @param seconds infinite for the last bucket
     */
    public record Bucket(double seconds, long count) {}

    /** The buckets, each with what is in those before it. */
    public List<Bucket> buckets() {
        var buckets = new Bucket[counts.length];
        long count = 0;
        for (int i = 0; i < counts.length; i++) {
            count += counts[i].sum();
            buckets[i] = new Bucket(i < bounds.length ? bounds[i] / NANOS : Double.POSITIVE_INFINITY, count);
        }
        return List.of(buckets);
    }

    /** All of them together, in seconds. */
    public double sumSeconds() {
        return sum.sum() / NANOS;
    }
}
