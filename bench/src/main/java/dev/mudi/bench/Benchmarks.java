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

    /**
     * Lets an API server do a little of everything, and measures nothing.
     *
     * @param pods how many are created; the number of requests is some six times that
     * @throws Exception when the server refuses something; the message says what
     */
    public static void warm(Target target, int pods) throws Exception {
        ApiServerBenchmark.warm(target, pods);
    }
}
