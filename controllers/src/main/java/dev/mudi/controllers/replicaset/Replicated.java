package dev.mudi.controllers.replicaset;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A kind that asks for a number of pods. A ReplicationController is worked on as the ReplicaSet it would be, under its
 * own kind, as upstream does.
 *
 * @param controller upstream's name of the controller
 * @param serviceAccount upstream's name for it in RBAC and in events
 * @param view the object as a ReplicaSet, with its own kind and metadata
 * @param withStatus the object with that status in place of its own
 */
record Replicated<T extends HasMetadata>(
        String controller,
        String serviceAccount,
        Class<T> type,
        String kind,
        Function<T, ReplicaSet> view,
        BiFunction<T, ReplicaSetStatus, T> withStatus) {
    static final Replicated<ReplicaSet> REPLICA_SETS = new Replicated<>(
            "replicaset-controller",
            "replicaset-controller",
            ReplicaSet.class,
            "ReplicaSet",
            Function.identity(),
            (set, status) -> new ReplicaSetBuilder(set).withStatus(status).build());

    static final Replicated<ReplicationController> REPLICATION_CONTROLLERS = new Replicated<>(
            "replicationcontroller-controller",
            "replication-controller",
            ReplicationController.class,
            "ReplicationController",
            Replicated::asReplicaSet,
            Replicated::withStatus);

    private static ReplicaSet asReplicaSet(ReplicationController controller) {
        var spec = controller.getSpec();
        var selector = new LabelSelector();
        selector.setMatchLabels(spec.getSelector());
        var builder = new ReplicaSetBuilder()
                .withApiVersion(controller.getApiVersion())
                .withKind(controller.getKind())
                .withMetadata(controller.getMetadata())
                .withNewSpec()
                .withReplicas(spec.getReplicas())
                .withMinReadySeconds(spec.getMinReadySeconds())
                .withSelector(selector)
                .withTemplate(spec.getTemplate())
                .endSpec();
        var status = controller.getStatus();
        if (status != null) {
            builder.withNewStatus()
                    .withReplicas(status.getReplicas())
                    .withFullyLabeledReplicas(status.getFullyLabeledReplicas())
                    .withReadyReplicas(status.getReadyReplicas())
                    .withAvailableReplicas(status.getAvailableReplicas())
                    .withObservedGeneration(status.getObservedGeneration())
                    .addAllToConditions(status.getConditions().stream()
                            .map(condition -> new io.fabric8.kubernetes.api.model.apps.ReplicaSetCondition(
                                    condition.getLastTransitionTime(),
                                    condition.getMessage(),
                                    condition.getReason(),
                                    condition.getStatus(),
                                    condition.getType()))
                            .toList())
                    .endStatus();
        }
        return builder.build();
    }

    private static ReplicationController withStatus(ReplicationController controller, ReplicaSetStatus status) {
        return new ReplicationControllerBuilder(controller)
                .withNewStatus()
                .withReplicas(status.getReplicas())
                .withFullyLabeledReplicas(status.getFullyLabeledReplicas())
                .withReadyReplicas(status.getReadyReplicas())
                .withAvailableReplicas(status.getAvailableReplicas())
                .withObservedGeneration(status.getObservedGeneration())
                .addAllToConditions(status.getConditions().stream()
                        .map(condition -> new io.fabric8.kubernetes.api.model.ReplicationControllerCondition(
                                condition.getLastTransitionTime(),
                                condition.getMessage(),
                                condition.getReason(),
                                condition.getStatus(),
                                condition.getType()))
                        .toList())
                .endStatus()
                .build();
    }
}
