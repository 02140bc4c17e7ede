package dev.mudi.scheduler.core;

import java.util.Set;

/** What the scheduler decides for a pod. */
public sealed interface Decision {
    /**
     * The pod goes to a node.
     *
     * @param node its name
     * @param evaluated how many nodes were looked at
     * @param feasible how many of them fitted
     */
    record Placed(String node, int evaluated, int feasible) implements Decision {}

    /**
     * No node fits.
     *
     * @param message as upstream words it: {@code 0/3 nodes are available: 3 Insufficient cpu.}
     * @param rejectedBy the plugins that ruled nodes out
     */
    record Unschedulable(String message, Set<String> rejectedBy) implements Decision {
        /** Copies the set. */
        public Unschedulable {
            rejectedBy = Set.copyOf(rejectedBy);
        }
    }
}
