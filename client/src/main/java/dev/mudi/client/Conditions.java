package dev.mudi.client;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** What the conditions of pods and nodes say, as every component reads them. */
public final class Conditions {
    public static final String TRUE = "True";
    public static final String FALSE = "False";
    public static final String UNKNOWN = "Unknown";
    public static final String READY = "Ready";

    private Conditions() {}

    public static Optional<PodCondition> of(Pod pod, String type) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        for (var condition : pod.getStatus().getConditions()) {
            if (condition.getType().equals(type)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    public static Optional<NodeCondition> of(Node node, String type) {
        if (node.getStatus() == null) {
            return Optional.empty();
        }
        for (var condition : node.getStatus().getConditions()) {
            if (condition.getType().equals(type)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    /** Whether the pod's condition Ready is True. */
    public static boolean isReady(Pod pod) {
        return of(pod, READY)
                .filter(condition -> condition.getStatus().equals(TRUE))
                .isPresent();
    }

    /** Whether the node's condition Ready is True. */
    public static boolean isReady(Node node) {
        return of(node, READY)
                .filter(condition -> condition.getStatus().equals(TRUE))
                .isPresent();
    }

    /** Whether the pod is Ready, and has been so for {@code minReadySeconds}. */
    public static boolean isAvailable(Pod pod, int minReadySeconds, Instant now) {
        return isReady(pod)
                && (minReadySeconds == 0
                        || !availableIn(pod, minReadySeconds, now).isPositive());
    }

    /** How long a Ready pod has yet to be Ready until it is available; zero or less when it is. */
    public static Duration availableIn(Pod pod, int minReadySeconds, Instant now) {
        var since = of(pod, READY)
                .map(condition -> Timestamps.parse(condition.getLastTransitionTime()))
                .orElse(now);
        return Duration.between(now, since.plusSeconds(minReadySeconds));
    }

    /** When the next of the pods that are Ready becomes available; empty when all are. */
    public static Optional<Duration> nextAvailability(Collection<Pod> pods, int minReadySeconds, Instant now) {
        return pods.stream()
                .filter(pod -> isReady(pod) && !isAvailable(pod, minReadySeconds, now))
                .map(pod -> availableIn(pod, minReadySeconds, now))
                .min(Duration::compareTo);
    }

    /** Whether the pod has ended for good: phase Succeeded or Failed. */
    public static boolean isTerminal(Pod pod) {
        var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /** Whether the pod runs or may yet run: neither ended nor being deleted (client-go's IsPodActive). */
    public static boolean isActive(Pod pod) {
        return !isTerminal(pod) && pod.getMetadata().getDeletionTimestamp() == null;
    }
}
