package dev.mudi.kubelet.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How a pod ranks when the node runs short: guaranteed pods last, best-effort ones first. */
public enum QosClass {
    GUARANTEED("Guaranteed"),
    BURSTABLE("Burstable"),
    BEST_EFFORT("BestEffort");

    private static final Set<String> COUNTED = Set.of("cpu", "memory");

    private final String apiName;

    QosClass(String apiName) {
        this.apiName = apiName;
    }

    /** The name in {@code status.qosClass}. */
    public String apiName() {
        return apiName;
    }

    /** The class by the rule of the reference, "Pod Quality of Service Classes": only cpu and memory count. */
    public static QosClass of(Pod pod) {
        List<Container> all = new ArrayList<>(PodSpecs.containers(pod));
        all.addAll(PodSpecs.initContainers(pod));
        boolean any = false;
        boolean guaranteed = !all.isEmpty();
        for (var container : all) {
            for (var resource : COUNTED) {
                var request = Resources.milli(Resources.request(container, resource));
                var limit = Resources.milli(Resources.limit(container, resource));
                any |= request > 0 || limit > 0;
                guaranteed &= limit > 0 && (request == limit);
            }
        }
        if (!any) {
            return BEST_EFFORT;
        }
        return guaranteed ? GUARANTEED : BURSTABLE;
    }

    /**
     * The score by which the kernel picks what to kill when memory runs out.
     *
     * @param memoryCapacity of the node, in bytes
     * @return -997 (spared) to 1000 (first)
     */
    public int oomScoreAdjust(Pod pod, Container container, long memoryCapacity) {
        var priority = pod.getSpec().getPriority();
        if (priority != null && priority >= 2_000_000_000) {
            return -997;
        }
        return switch (this) {
            case GUARANTEED -> -997;
            case BEST_EFFORT -> 1000;
            case BURSTABLE -> {
                long request = Resources.bytes(Resources.request(container, "memory"));
                long adjust = 1000 - (1000 * request) / Math.max(1, memoryCapacity);
                yield Math.clamp(adjust, 3, 999);
            }
        };
    }
}
