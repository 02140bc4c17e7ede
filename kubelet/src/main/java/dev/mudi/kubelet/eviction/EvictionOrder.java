package dev.mudi.kubelet.eviction;

import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.Resources;
import io.fabric8.kubernetes.api.model.Pod;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Picks the pod to end first. Pure. */
public final class EvictionOrder {

    private static final int CRITICAL = 2_000_000_000;

    private EvictionOrder() {}

    /**
     * The first of the pods that use more than they asked for; among these, the one of least priority; among those, the one
     * that is furthest over. Static and critical pods are never picked.
     *
     * @param used what each pod uses of the resource, by UID; a pod that isn't there uses nothing
     */
    public static Optional<Pod> first(Collection<Pod> pods, Map<String, Long> used, String resource) {
        return pods.stream()
                .filter(pod -> !PodSpecs.isTerminal(pod) && !PodSpecs.isDeleting(pod))
                .filter(pod -> !PodSpecs.isStatic(pod) && priority(pod) < CRITICAL)
                .min(Comparator.<Pod, Boolean>comparing(pod -> over(pod, used, resource) <= 0)
                        .thenComparingInt(EvictionOrder::priority)
                        .thenComparingLong(pod -> -over(pod, used, resource)));
    }

    private static int priority(Pod pod) {
        var priority = pod.getSpec().getPriority();
        return priority == null ? 0 : priority;
    }

    private static long over(Pod pod, Map<String, Long> used, String resource) {
        var requested = Resources.requests(pod).getOrDefault(resource, BigDecimal.ZERO);
        return used.getOrDefault(PodSpecs.uid(pod), 0L) - Resources.bytes(requested);
    }
}
