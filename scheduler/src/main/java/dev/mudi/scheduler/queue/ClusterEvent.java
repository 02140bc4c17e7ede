package dev.mudi.scheduler.queue;

import java.util.Set;

/** A change that may help pods that no node fitted. */
public enum ClusterEvent {
    /** There is a new node. */
    NODE_ADDED,
    /** A node's labels, taints, capacity or cordon changed. */
    NODE_CHANGED,
    /** A pod left a node, or takes less of it. */
    POD_GONE;

    private static final Set<String> ABOUT_PODS = Set.of("NodeResourcesFit", "NodePorts");

    /** Whether a pod that these plugins rejected may fit now. */
    boolean mayHelp(Set<String> rejectedBy) {
        return switch (this) {
            case NODE_ADDED, NODE_CHANGED -> true;
            case POD_GONE -> rejectedBy.isEmpty() || rejectedBy.stream().anyMatch(ABOUT_PODS::contains);
        };
    }
}
