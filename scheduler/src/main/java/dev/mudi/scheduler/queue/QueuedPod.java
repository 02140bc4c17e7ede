package dev.mudi.scheduler.queue;

import dev.mudi.scheduler.framework.PodInfo;
import java.time.Instant;
import java.util.Set;

/**
 * A pod that waits for a node. Immutable.
 *
 * @param pod its newest state
 * @param since when it came into the queue first; older goes first among equals
 * @param attempts how often it was tried
 * @param rejectedBy the plugins that ruled out nodes at the last attempt
 */
public record QueuedPod(PodInfo pod, Instant since, int attempts, Set<String> rejectedBy) {
    /** Copies the set. */
    public QueuedPod {
        rejectedBy = Set.copyOf(rejectedBy);
    }

    QueuedPod with(PodInfo newer) {
        return new QueuedPod(newer, since, attempts, rejectedBy);
    }

    QueuedPod tried() {
        return new QueuedPod(pod, since, attempts + 1, Set.of());
    }

    QueuedPod rejected(Set<String> plugins) {
        return new QueuedPod(pod, since, attempts, plugins);
    }
}
