package dev.mudi.scheduler.plugins;

import dev.mudi.scheduler.framework.Profile;
import java.util.List;

/** The plugins and weights of upstream's default profile. */
public final class DefaultPlugins {
    private DefaultPlugins() {}

    /** The profile of {@code default-scheduler}. */
    public static Profile profile() {
        var fit = new NodeResourcesFit();
        var taints = new TaintToleration();
        var affinity = new NodeAffinity();
        return new Profile(
                "default-scheduler",
                List.of(new NodeUnschedulable(), new NodeName(), taints, affinity, new NodePorts(), fit),
                List.of(
                        new Profile.WeightedScore(taints, 3),
                        new Profile.WeightedScore(affinity, 2),
                        new Profile.WeightedScore(fit, 1),
                        new Profile.WeightedScore(new NodeResourcesBalancedAllocation(), 1),
                        new Profile.WeightedScore(new ImageLocality(), 1)));
    }
}
