package dev.mudi.controllers.statefulset;

import dev.mudi.client.Conditions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What may happen next to a StatefulSet's pods. */
final class StatefulPlan {
    /** One step. */
    sealed interface Step {
        /** Make the pod of the ordinal. */
        record Create(int ordinal) implements Step {}

        /** Delete the pod: it has ended, is one too many, or is of an old template. */
        record Delete(Pod pod) implements Step {}
    }

    private final StatefulSet set;
    private final String updateRevision;
    private final Instant now;
    private final boolean ordered;
    private final Map<Integer, Pod> replicas = new TreeMap<>();
    private final Map<Integer, Pod> condemned = new TreeMap<>(Comparator.reverseOrder());
    private final List<Step> steps = new ArrayList<>();

    private StatefulPlan(StatefulSet set, List<Pod> pods, String updateRevision, Instant now) {
        this.set = set;
        this.updateRevision = updateRevision;
        this.now = now;
        this.ordered = !"Parallel".equals(set.getSpec().getPodManagementPolicy());
        for (var pod : pods) {
            StatefulPod.ordinal(set, pod).ifPresent(ordinal -> {
                boolean wanted = ordinal >= StatefulPod.firstOrdinal(set) && ordinal <= lastOrdinal();
                (wanted ? replicas : condemned).put(ordinal, pod);
            });
        }
    }

    private int lastOrdinal() {
        return StatefulPod.firstOrdinal(set) + StatefulPod.replicas(set) - 1;
    }

    /** The steps to take now. When they are done, or something has changed, there may be further ones. */
    static List<Step> of(StatefulSet set, List<Pod> pods, String updateRevision, Instant now) {
        var plan = new StatefulPlan(set, pods, updateRevision, now);
        if (plan.complete() && plan.shrink()) {
            plan.update();
        }
        return plan.steps;
    }

    /** Makes what is missing, in order; whether the rest may be looked at. */
    private boolean complete() {
        boolean settled = true;
        for (int ordinal = StatefulPod.firstOrdinal(set); ordinal <= lastOrdinal(); ordinal++) {
            var pod = replicas.get(ordinal);
            if (pod == null) {
                steps.add(new Step.Create(ordinal));
            } else if (Conditions.isTerminal(pod)) {
                delete(pod); // its successor comes when it is gone
                settled = false;
            } else if (!ordered || isAvailable(pod)) {
                continue;
            }
            if (ordered) {
                return false;
            }
        }
        return settled;
    }

    /** Deletes what is too much, from the highest; whether the rest may be looked at. */
    private boolean shrink() {
        var lowestIll = condemned.entrySet().stream()
                .filter(entry -> !isAvailable(entry.getValue()))
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder());
        for (var entry : condemned.entrySet()) {
            var pod = entry.getValue();
            if (ordered && isLeaving(pod)) {
                return false;
            }
            // An ordered set waits for an ill pod below, unless that is the very one that blocks the others.
            if (ordered && !isAvailable(pod) && !lowestIll.equals(Optional.of(entry.getKey()))) {
                return false;
            }
            delete(pod);
            if (ordered) {
                return false;
            }
        }
        return true;
    }

    /** Deletes the highest pod of an old template, when all above it are available. */
    private void update() {
        var strategy = set.getSpec().getUpdateStrategy();
        if (strategy != null && "OnDelete".equals(strategy.getType())) {
            return;
        }
        int partition = strategy == null || strategy.getRollingUpdate() == null
                ? 0
                : Objects.requireNonNullElse(strategy.getRollingUpdate().getPartition(), 0);
        int lowest = Math.max(partition, StatefulPod.firstOrdinal(set));
        for (int ordinal = lastOrdinal(); ordinal >= lowest; ordinal--) {
            var pod = replicas.get(ordinal);
            if (pod == null) {
                return;
            }
            if (!StatefulPod.revision(pod).equals(updateRevision) && !isLeaving(pod)) {
                delete(pod);
                return;
            }
            if (!isAvailable(pod)) {
                return;
            }
        }
    }

    private void delete(Pod pod) {
        if (!isLeaving(pod)) {
            steps.add(new Step.Delete(pod));
        }
    }

    private static boolean isLeaving(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    private boolean isAvailable(Pod pod) {
        int minReady = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        return !isLeaving(pod) && !Conditions.isTerminal(pod) && Conditions.isAvailable(pod, minReady, now);
    }
}
