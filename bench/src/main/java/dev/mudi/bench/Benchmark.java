package dev.mudi.bench;

import java.util.List;

/** Makes one kind of load and measures it. Removes what it made. */
public interface Benchmark {
    /** By which it is called. */
    String name();

    /** What it does, in one line. */
    String description();

    /**
     * Runs it.
     *
     * @throws Exception when the server refuses what the benchmark needs; the message says what
     */
    List<Measurement> run(Target target, Load load) throws Exception;

    /**
     * How much load.
     *
     * @param count how many requests, objects or pods; 0 for the benchmark's own
     * @param clients how many at once; 0 for the benchmark's own
     * @param seconds how long, for those that watch; 0 for the benchmark's own
     */
    record Load(int count, int clients, int seconds) {
        int countOr(int own) {
            return count > 0 ? count : own;
        }

        int clientsOr(int own) {
            return clients > 0 ? clients : own;
        }

        int secondsOr(int own) {
            return seconds > 0 ? seconds : own;
        }
    }
}
