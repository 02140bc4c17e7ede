package dev.mudi.scheduler.plugins;

import dev.mudi.scheduler.framework.FilterPlugin;
import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.framework.PodInfo;
import dev.mudi.scheduler.framework.ScorePlugin;
import java.util.Optional;

/** A pod runs where its node selector and required node affinity say, and better where the preferred one says. */
public final class NodeAffinity implements FilterPlugin, ScorePlugin {
    @Override
    public String name() {
        return "NodeAffinity";
    }

    @Override
    public boolean concerns(PodInfo pod) {
        var selector = pod.pod().getSpec().getNodeSelector();
        return (selector != null && !selector.isEmpty()) || affinity(pod).isPresent();
    }

    @Override
    public Optional<Rejection> filter(PodInfo pod, NodeInfo node) {
        var selector = pod.pod().getSpec().getNodeSelector();
        boolean selected = selector == null || NodeSelectors.matches(selector, node);
        boolean wanted = affinity(pod)
                .map(io.fabric8.kubernetes.api.model.NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
                .map(required ->
                        required.getNodeSelectorTerms().stream().anyMatch(term -> NodeSelectors.matches(term, node)))
                .orElse(true);
        return selected && wanted
                ? Optional.empty()
                : Rejection.ofFinal(this, "node(s) didn't match Pod's node affinity/selector");
    }

    /** The sum of the weights of the preferences that hold. */
    @Override
    public long score(PodInfo pod, NodeInfo node) {
        return affinity(pod)
                .map(affinity -> affinity.getPreferredDuringSchedulingIgnoredDuringExecution().stream()
                        .filter(preferred -> NodeSelectors.matches(preferred.getPreference(), node))
                        .mapToLong(preferred -> preferred.getWeight())
                        .sum())
                .orElse(0L);
    }

    @Override
    public Normalisation normalise() {
        return Normalisation.HIGHEST_IS_BEST;
    }

    private static Optional<io.fabric8.kubernetes.api.model.NodeAffinity> affinity(PodInfo pod) {
        return Optional.ofNullable(pod.pod().getSpec().getAffinity())
                .map(io.fabric8.kubernetes.api.model.Affinity::getNodeAffinity);
    }
}
