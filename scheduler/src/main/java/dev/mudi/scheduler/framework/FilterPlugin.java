package dev.mudi.scheduler.framework;

import java.util.Optional;

/** Says whether a pod can run on a node. Pure and safe for several threads. */
public interface FilterPlugin {
    /** Upstream's name of the plugin. */
    String name();

    /** Why the pod cannot run there; empty if it can. */
    Optional<Rejection> filter(PodInfo pod, NodeInfo node);

    /** Whether the plugin has anything to say on this pod; asked once a pod, so that {@link #filter} is not asked for nothing. */
    default boolean concerns(PodInfo pod) {
        return true;
    }

    /**
     * Why a node was ruled out.
     *
     * @param plugin whose rule it was
     * @param reasons as upstream words them, such as {@code Insufficient cpu}
     * @param isFinal whether even evicting other pods would not help
     */
    record Rejection(String plugin, java.util.List<String> reasons, boolean isFinal) {
        /** One reason that evicting pods may remove. */
        public static Optional<Rejection> of(FilterPlugin plugin, String reason) {
            return Optional.of(new Rejection(plugin.name(), java.util.List.of(reason), false));
        }

        /** One reason that stays whatever pods go. */
        public static Optional<Rejection> ofFinal(FilterPlugin plugin, String reason) {
            return Optional.of(new Rejection(plugin.name(), java.util.List.of(reason), true));
        }
    }
}
