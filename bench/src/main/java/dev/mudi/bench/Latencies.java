package dev.mudi.bench;

import java.util.Arrays;

/** How long each of a known number of requests took. Each thread writes places of its own; read after all have ended. */
final class Latencies {
    private final long[] nanos;

    Latencies(int count) {
        this(new long[count]);
    }

    Latencies(long[] nanos) {
        this.nanos = nanos;
    }

    void set(int index, long took) {
        nanos[index] = took;
    }

    /** The latency, in milliseconds, that so many of a hundred requests did not exceed. */
    double percentile(double percent) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        int index = (int) Math.ceil(sorted.length * percent / 100) - 1;
        return sorted[Math.clamp(index, 0, sorted.length - 1)] / 1e6;
    }
}
