package dev.mudi.controllers.disruption;

import dev.mudi.client.LabelSelectors;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.OwnerReferences;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Keeps the status of disruption budgets. */
public final class DisruptionController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "disruption-controller";

    private static final int WORKERS = 2;

    private final KubernetesClient client;
    private final Clock clock;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<PodDisruptionBudget> budgets;
    private final Lister<Pod> pods;
    private final Lister<ReplicaSet> replicaSets;
    private final Lister<Deployment> deployments;
    private final Lister<StatefulSet> statefulSets;
    private final Lister<ReplicationController> replicationControllers;

    public DisruptionController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.clock = context.clock();
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        var informers = context.informers();
        this.replicaSets = loop.read(informers.of(ReplicaSet.class));
        this.deployments = loop.read(informers.of(Deployment.class));
        this.statefulSets = loop.read(informers.of(StatefulSet.class));
        this.replicationControllers = loop.read(informers.of(ReplicationController.class));
        this.budgets = loop.watch(
                informers.of(PodDisruptionBudget.class),
                ResourceEventHandler.onChange(budget -> loop.enqueue(ObjectKey.of(budget))));
        this.pods = loop.watch(informers.of(Pod.class), new PodHandler());
    }

    private final class PodHandler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod added) {
            for (var budget : budgets.list(added.getMetadata().getNamespace())) {
                if (LabelSelectors.matches(
                        budget.getSpec().getSelector(), added.getMetadata().getLabels())) {
                    loop.enqueue(ObjectKey.of(budget));
                }
            }
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            if (!Objects.equals(
                    before.getMetadata().getLabels(), after.getMetadata().getLabels())) {
                onAdd(before);
            }
            onAdd(after);
        }

        @Override
        public void onDelete(Pod last) {
            onAdd(last);
        }
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        var found = budgets.get(key);
        if (found.isEmpty()) {
            return Result.done();
        }
        var budget = found.get();
        var selected = pods.list(key.namespace()).stream()
                .filter(pod -> LabelSelectors.matches(
                        budget.getSpec().getSelector(), pod.getMetadata().getLabels()))
                .toList();
        int scale = Budget.needsScale(budget) ? scale(selected) : 0;
        var now = clock.instant();
        var computed = Budget.of(budget, selected, scale, now);
        var status = computed.status(budget, now);
        if (!status.equals(budget.getStatus())) {
            client.resource(new PodDisruptionBudgetBuilder(budget)
                            .withStatus(status)
                            .build())
                    .updateStatus();
        }
        return computed.disrupted().isEmpty() ? Result.done() : Result.after(Budget.GRANT);
    }

    /** How many pods the controllers of these ask for; one for each pod of a controller that can't be asked. */
    private int scale(List<Pod> selected) {
        Map<String, Integer> byController = new HashMap<>();
        int others = 0;
        for (var pod : selected) {
            var controller = OwnerReferences.controllerOf(pod);
            var asked = controller.flatMap(owner -> asked(pod.getMetadata().getNamespace(), owner));
            if (asked.isPresent()) {
                byController.put(controller.map(OwnerReference::getUid).orElse(""), asked.get());
            } else {
                others++;
            }
        }
        return others
                + byController.values().stream().mapToInt(Integer::intValue).sum();
    }

    private Optional<Integer> asked(String namespace, OwnerReference owner) {
        var name = owner.getName();
        return switch (owner.getKind()) {
            case "ReplicaSet" ->
                replicaSets
                        .get(namespace, name)
                        .flatMap(set -> OwnerReferences.controllerOf(set)
                                .filter(parent -> parent.getKind().equals("Deployment"))
                                .flatMap(parent -> deployments.get(namespace, parent.getName()))
                                .map(deployment -> deployment.getSpec().getReplicas())
                                .or(() -> Optional.ofNullable(set.getSpec().getReplicas())));
            case "StatefulSet" ->
                statefulSets.get(namespace, name).map(set -> set.getSpec().getReplicas());
            case "ReplicationController" ->
                replicationControllers
                        .get(namespace, name)
                        .map(one -> one.getSpec().getReplicas());
            default -> Optional.empty();
        };
    }
}
