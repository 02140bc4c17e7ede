package dev.mudi.bench;

import java.util.List;

/** All of them. */
public final class Benchmarks {
    private Benchmarks() {}

    /** In the order in which people care. */
    public static List<Benchmark> all() {
        return List.of(
                new ApiServerBenchmark(),
                new ConfigMapCreates(),
                new Gets(),
                new PodLists(),
                new Definitions(),
                new PodStarts(),
                new Idle());
    }
}
