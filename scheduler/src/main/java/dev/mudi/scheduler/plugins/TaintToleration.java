package dev.mudi.scheduler.plugins;

import dev.mudi.scheduler.framework.FilterPlugin;
import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.framework.PodInfo;
import dev.mudi.scheduler.framework.ScorePlugin;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A pod runs where it tolerates the taints that forbid, and better where fewer taints advise against it. */
public final class TaintToleration implements FilterPlugin, ScorePlugin {
    @Override
    public String name() {
        return "TaintToleration";
    }

    @Override
    public boolean concerns(PodInfo pod) {
        return true;
    }

    @Override
    public Optional<Rejection> filter(PodInfo pod, NodeInfo node) {
        for (var taint : node.taints()) {
            if (forbids(taint) && !Tolerations.tolerate(pod.tolerations(), taint)) {
                return Rejection.ofFinal(
                        this,
                        "node(s) had untolerated taint {" + taint.getKey() + ": "
                                + Objects.requireNonNullElse(taint.getValue(), "") + "}");
            }
        }
        return Optional.empty();
    }

    private static boolean forbids(Taint taint) {
        return "NoSchedule".equals(taint.getEffect()) || "NoExecute".equals(taint.getEffect());
    }

    /** How many taints advise against this pod: fewer is better. */
    @Override
    public long score(PodInfo pod, NodeInfo node) {
        if (node.taints().isEmpty()) {
            return 0;
        }
        List<Toleration> bearing = pod.tolerations().stream()
                .filter(toleration -> toleration.getEffect() == null
                        || toleration.getEffect().isEmpty()
                        || toleration.getEffect().equals("PreferNoSchedule"))
                .toList();
        return node.taints().stream()
                .filter(taint -> "PreferNoSchedule".equals(taint.getEffect()))
                .filter(taint -> !Tolerations.tolerate(bearing, taint))
                .count();
    }

    @Override
    public Normalisation normalise() {
        return Normalisation.LOWEST_IS_BEST;
    }
}
