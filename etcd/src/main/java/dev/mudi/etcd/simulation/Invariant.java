package dev.mudi.etcd.simulation;

import java.util.List;

/** What must always hold, looked for when a run is over. */
interface Invariant {
    /** By which it is known. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Where it does not hold, one sentence each. */
    List<String> violations(Run run);

    /** What a run leaves behind. */
    record Run(Truth truth, History history, List<WatchClient> watches, List<Peer> peers) {}

    /** All of them. */
    static List<Invariant> all() {
        return List.of(
                new Durable(),
                new Linearizable(),
                new Ordered(),
                new Unique(),
                new Atomic(),
                new Reliable(),
                new Resumable(),
                new Bookmarkable(),
                new PrevKV());
    }
}
