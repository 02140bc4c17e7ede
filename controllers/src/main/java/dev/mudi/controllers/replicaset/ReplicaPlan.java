package dev.mudi.controllers.replicaset;

import dev.mudi.controllers.pods.PodRanking;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is to be done so that there are as many pods as wanted.
 *
 * @param creations how many to create; 0 when some are to be deleted
 * @param deletions which to delete
 */
record ReplicaPlan(int creations, List<Pod> deletions) {
    /** No more than this at once: the rest follows when these have shown (upstream's BurstReplicas). */
    static final int BURST = 500;

    /**
     * Plans.
     *
     * @param active the pods that run or may yet run
     * @param related all pods of the same workload; asked for only when some must go
     */
    static ReplicaPlan of(int wanted, List<Pod> active, Supplier<Collection<Pod>> related, Instant now) {
        int missing = wanted - active.size();
        if (missing >= 0) {
            return new ReplicaPlan(Math.min(missing, BURST), List.of());
        }
        return new ReplicaPlan(0, PodRanking.firstToGo(active, related.get(), Math.min(-missing, BURST), now));
    }
}
