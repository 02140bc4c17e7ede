package dev.mudi.controllers.statefulset;

import dev.mudi.client.Conditions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** What a StatefulSet's status says. */
final class StatefulStatus {
    private StatefulStatus() {}

    /** The revision that pods below the partition have: the one of the last complete update, else the newest. */
    static String currentRevision(StatefulSet set, List<String> known, String updateRevision) {
        var current = set.getStatus() == null ? null : set.getStatus().getCurrentRevision();
        return current != null && known.contains(current) ? current : updateRevision;
    }

    static StatefulSetStatus of(
            StatefulSet set, List<Pod> pods, String currentRevision, String updateRevision, Instant now) {
        int minReady = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        var living = pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
        int updated = count(living, pod -> StatefulPod.revision(pod).equals(updateRevision));
        int current = count(living, pod -> StatefulPod.revision(pod).equals(currentRevision));
        int ready = count(pods, Conditions::isReady);
        int wanted = StatefulPod.replicas(set);
        var strategy = set.getSpec().getUpdateStrategy();
        boolean complete = (strategy == null || !"OnDelete".equals(strategy.getType()))
                && updated == wanted
                && ready == wanted
                && pods.size() == wanted;
        var before = Objects.requireNonNullElseGet(set.getStatus(), StatefulSetStatus::new);
        return new StatefulSetStatusBuilder(before)
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withReplicas(pods.size())
                .withReadyReplicas(orNull(ready))
                .withAvailableReplicas(
                        count(pods, pod -> Conditions.isReady(pod) && Conditions.isAvailable(pod, minReady, now)))
                .withCurrentReplicas(orNull(complete ? updated : current))
                .withUpdatedReplicas(orNull(updated))
                .withCurrentRevision(complete ? updateRevision : currentRevision)
                .withUpdateRevision(updateRevision)
                .withCollisionCount(Objects.requireNonNullElse(before.getCollisionCount(), 0))
                .build();
    }

    private static int count(List<Pod> pods, Predicate<Pod> which) {
        return (int) pods.stream().filter(which).count();
    }

    @SuppressWarnings("NullAway") // zero is not written
    private static Integer orNull(int count) {
        return count == 0 ? null : count;
    }
}
