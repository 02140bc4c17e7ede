package dev.mudi.scheduler.framework;

/** Says how good a node is for a pod that can run there. Pure and safe for several threads. */
public interface ScorePlugin {
    /** The best score. */
    long MAX = 100;

    /** Upstream's name of the plugin. */
    String name();

    /** A score; from 0 to {@link #MAX} unless {@link #normalise} says otherwise. */
    long score(PodInfo pod, NodeInfo node);

    /** Whether the plugin has anything to say on this pod. */
    default boolean concerns(PodInfo pod) {
        return true;
    }

    /** Whether and how the scores of all nodes are brought to 0 to {@link #MAX}. */
    default Normalisation normalise() {
        return Normalisation.NONE;
    }

    /** Ways to bring scores into the range. */
    enum Normalisation {
        /** They are in the range. */
        NONE,
        /** The highest becomes {@link #MAX}, others in proportion. */
        HIGHEST_IS_BEST,
        /** The highest becomes 0, 0 becomes {@link #MAX}. */
        LOWEST_IS_BEST
    }
}
