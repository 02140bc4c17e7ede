package dev.mudi.controllers.replicaset;

import dev.mudi.client.Conditions;
import dev.mudi.client.LabelSelectors;
import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a ReplicaSet's status says about its pods. */
final class ReplicaStatus {
    private static final String REPLICA_FAILURE = "ReplicaFailure";

    private ReplicaStatus() {}

    /**
     * The status.
     *
     * @param active the set's pods that run or may yet run
     * @param terminating how many more are being deleted
     * @param failure why pods could not be created or deleted
     */
    static ReplicaSetStatus of(
            ReplicaSet set, List<Pod> active, int terminating, Optional<String> failure, Instant now) {
        var template = set.getSpec().getTemplate();
        var labels = template == null || template.getMetadata() == null
                ? null
                : template.getMetadata().getLabels();
        int minReady = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        var ready = active.stream().filter(Conditions::isReady).toList();
        return new ReplicaSetStatusBuilder()
                .withReplicas(active.size())
                .withFullyLabeledReplicas((int) active.stream()
                        .filter(pod ->
                                LabelSelectors.matches(labels, pod.getMetadata().getLabels()))
                        .count())
                .withReadyReplicas(ready.size())
                .withAvailableReplicas((int) ready.stream()
                        .filter(pod -> Conditions.isAvailable(pod, minReady, now))
                        .count())
                .withTerminatingReplicas(terminating)
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withConditions(conditions(set, active.size(), failure, now))
                .build();
    }

    private static List<ReplicaSetCondition> conditions(
            ReplicaSet set, int active, Optional<String> failure, Instant now) {
        var before = set.getStatus() == null
                ? List.<ReplicaSetCondition>of()
                : set.getStatus().getConditions();
        var had = before.stream().anyMatch(condition -> condition.getType().equals(REPLICA_FAILURE));
        if (failure.isPresent() == had) {
            return before;
        }
        List<ReplicaSetCondition> after = new ArrayList<>(before);
        after.removeIf(condition -> condition.getType().equals(REPLICA_FAILURE));
        failure.ifPresent(message -> after.add(new ReplicaSetConditionBuilder()
                .withType(REPLICA_FAILURE)
                .withStatus(Conditions.TRUE)
                .withReason(active < set.getSpec().getReplicas() ? "FailedCreate" : "FailedDelete")
                .withMessage(message)
                .withLastTransitionTime(Timestamps.time(now))
                .build()));
        return after;
    }

    /** Whether the set already says so, so that nothing need be written. */
    static boolean isWritten(ReplicaSet set, ReplicaSetStatus status) {
        var before = set.getStatus();
        return before != null
                && Objects.equals(before.getObservedGeneration(), status.getObservedGeneration())
                && count(before.getReplicas()) == count(status.getReplicas())
                && count(before.getFullyLabeledReplicas()) == count(status.getFullyLabeledReplicas())
                && count(before.getReadyReplicas()) == count(status.getReadyReplicas())
                && count(before.getAvailableReplicas()) == count(status.getAvailableReplicas())
                && count(before.getTerminatingReplicas()) == count(status.getTerminatingReplicas())
                && before.getConditions().equals(status.getConditions());
    }

    private static int count(Integer number) {
        return Objects.requireNonNullElse(number, 0); // zero is not written
    }
}
