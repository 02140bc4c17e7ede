package dev.mudi.controllers.pods;

import dev.mudi.client.Conditions;
import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which pods go first when there are too many: those whose loss is felt least (Kubernetes reference, "ReplicaSet",
 * "Scaling a ReplicaSet", and upstream's {@code ActivePodsWithRanks}). Ages count by their order of magnitude only, so
 * that not always the youngest is hit.
 */
public final class PodRanking {
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final Map<String, Integer> PHASES = Map.of("Pending", 0, "Unknown", 1, "Running", 2);

    private PodRanking() {}

    /**
     * The pods to delete.
     *
     * @param related all pods of the same workload, among them those of its other ReplicaSets: of two, the one goes that
     *     shares its node with more of them
     * @param count at most as many as there are pods
     */
    public static List<Pod> firstToGo(List<Pod> pods, Collection<Pod> related, int count, Instant now) {
        if (count >= pods.size()) {
            return pods;
        }
        Map<String, Integer> onNode = new HashMap<>();
        for (var pod : related) {
            if (Conditions.isActive(pod)) {
                onNode.merge(node(pod), 1, Integer::sum);
            }
        }
        return pods.stream().sorted(order(onNode, now)).limit(count).toList();
    }

    private static Comparator<Pod> order(Map<String, Integer> onNode, Instant now) {
        return Comparator.<Pod, Boolean>comparing(pod -> !node(pod).isEmpty())
                .thenComparingInt(PodRanking::phase)
                .thenComparing((Pod pod) -> Conditions.isReady(pod))
                .thenComparingLong(PodRanking::deletionCost)
                .thenComparingInt(pod -> -onNode.getOrDefault(node(pod), 0))
                .thenComparingInt(pod -> Conditions.isReady(pod) ? magnitude(readySince(pod), now) : 0)
                .thenComparingInt(pod -> -restarts(pod))
                .thenComparingInt(
                        pod -> magnitude(Timestamps.parse(pod.getMetadata().getCreationTimestamp()), now))
                .thenComparing(pod -> pod.getMetadata().getUid());
    }

    private static String node(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
    }

    private static int phase(Pod pod) {
        return pod.getStatus() == null ? 0 : PHASES.getOrDefault(pod.getStatus().getPhase(), 0);
    }

    private static long deletionCost(Pod pod) {
        var annotations = pod.getMetadata().getAnnotations();
        var cost = annotations == null ? null : annotations.get(DELETION_COST);
        try {
            return cost == null ? 0 : Integer.parseInt(cost);
        } catch (NumberFormatException e) {
            return 0; // upstream ignores what it can't read
        }
    }

    private static Instant readySince(Pod pod) {
        return Conditions.of(pod, Conditions.READY)
                .map(condition -> Timestamps.parse(condition.getLastTransitionTime()))
                .orElse(Instant.EPOCH);
    }

    /** The order of magnitude of an age in seconds, to the base of two: the younger the less. */
    private static int magnitude(Instant since, Instant now) {
        var age = Math.max(1, Duration.between(since, now).toSeconds());
        return 64 - Long.numberOfLeadingZeros(age);
    }

    private static int restarts(Pod pod) {
        return pod.getStatus() == null
                ? 0
                : pod.getStatus().getContainerStatuses().stream()
                        .mapToInt(ContainerStatus::getRestartCount)
                        .max()
                        .orElse(0);
    }
}
