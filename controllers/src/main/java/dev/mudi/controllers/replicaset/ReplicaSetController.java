package dev.mudi.controllers.replicaset;

import dev.mudi.client.Conditions;
import dev.mudi.client.Expectations;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.OwnerReferences;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.pods.Claims;
import dev.mudi.controllers.pods.DependentEvents;
import dev.mudi.controllers.pods.Dependents;
import dev.mudi.controllers.pods.PodControl;
import dev.mudi.controllers.pods.SlowStart;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps as many pods as each owner asks for (upstream: {@code pkg/controller/replicaset} and {@code replication}). */
public final class ReplicaSetController<T extends HasMetadata> implements Controller {
    private static final int WORKERS = 5;

    private final Replicated<T> kind;
    private final KubernetesClient client;
    private final Clock clock;
    private final PodControl podControl;
    private final Claims claims;
    private final Expectations<ObjectKey> expectations;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<T> owners;
    private final Dependents<T> siblings;
    private final Dependents<Pod> pods;

    /** The controller of ReplicaSets. */
    public static Controller ofReplicaSets(ControllerContext context) {
        return new ReplicaSetController<>(context, Replicated.REPLICA_SETS);
    }

    /** The controller of ReplicationControllers. */
    public static Controller ofReplicationControllers(ControllerContext context) {
        return new ReplicaSetController<ReplicationController>(context, Replicated.REPLICATION_CONTROLLERS);
    }

    private ReplicaSetController(ControllerContext context, Replicated<T> kind) {
        this.kind = kind;
        this.client = context.clients().apply(kind.serviceAccount());
        this.clock = context.clock();
        this.podControl = new PodControl(client, context.recorders().apply(kind.serviceAccount()));
        this.claims = new Claims(client);
        this.expectations = new Expectations<>(clock);
        this.loop = new ControllerLoop<>(kind.controller(), WORKERS, clock, this::reconcile);
        var informer = context.informers().of(kind.type());
        this.owners = loop.read(informer);
        this.siblings = new Dependents<>(informer);
        var podInformer = context.informers().of(Pod.class);
        this.pods = new Dependents<>(podInformer);
        loop.watch(informer, ResourceEventHandler.onChange(owner -> loop.enqueue(ObjectKey.of(owner))));
        loop.watch(
                podInformer,
                new DependentEvents<>(
                        kind.kind(),
                        owners,
                        owner -> kind.view().apply(owner).getSpec().getSelector(),
                        DependentEvents.Listener.observing(expectations, loop::enqueue)));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) throws InterruptedException {
        var found = owners.get(key);
        if (found.isEmpty()) {
            expectations.forget(key);
            return Result.done();
        }
        var set = kind.view().apply(found.get());
        boolean upToDate =
                expectations.satisfied(key); // asked before the pods are read, or what came in between is made twice
        var candidates = pods.controlledByOrOrphaned(set);
        var active = claims.claim(
                set,
                set.getSpec().getSelector(),
                candidates.stream().filter(Conditions::isActive).toList(),
                () -> fresh(key));
        Optional<KubernetesClientException> failure = Optional.empty();
        if (upToDate && set.getMetadata().getDeletionTimestamp() == null) {
            failure = carryOut(
                    key, set, ReplicaPlan.of(wanted(set), active, () -> related(found.get()), clock.instant()));
        }
        var now = clock.instant();
        updateStatus(found.get(), set, active, terminating(set, candidates), failure.map(Refusals::message), now);
        if (failure.isPresent()) {
            throw failure.get();
        }
        int minReady = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        return Conditions.nextAvailability(active, minReady, now)
                .map(Result::after)
                .orElse(Result.done());
    }

    private static int wanted(ReplicaSet set) {
        return Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
    }

    private @Nullable HasMetadata fresh(ObjectKey key) {
        return client.resources(kind.type())
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
    }

    private static int terminating(ReplicaSet set, List<Pod> candidates) {
        return (int) candidates.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() != null
                        && !Conditions.isTerminal(pod)
                        && OwnerReferences.isControlledBy(pod, set))
                .count();
    }

    /** The pods of all sets that have the same controller: those of one Deployment. */
    private Collection<Pod> related(T owner) {
        var controller = OwnerReferences.controllerUid(owner);
        if (controller.isEmpty()) {
            return pods.controlledBy(owner);
        }
        List<Pod> related = new ArrayList<>();
        for (var sibling : siblings.controlledByUid(controller)) {
            related.addAll(pods.controlledBy(sibling));
        }
        return related;
    }

    private Optional<KubernetesClientException> carryOut(ObjectKey key, ReplicaSet set, ReplicaPlan plan)
            throws InterruptedException {
        if (plan.creations() > 0) {
            return create(key, set, plan.creations());
        }
        if (!plan.deletions().isEmpty()) {
            return delete(key, set, plan.deletions());
        }
        return Optional.empty();
    }

    private Optional<KubernetesClientException> create(ObjectKey key, ReplicaSet set, int count)
            throws InterruptedException {
        expectations.expectCreations(key, count);
        var pod = PodControl.fromTemplate(set.getSpec().getTemplate(), set);
        var outcome = SlowStart.run(count, number -> podControl.create(pod, set));
        expectations.creationsObserved(key, count - outcome.succeeded());
        return outcome.failure().filter(failure -> !Refusals.isNamespaceTerminating(failure));
    }

    private Optional<KubernetesClientException> delete(ObjectKey key, ReplicaSet set, List<Pod> going)
            throws InterruptedException {
        expectations.expectDeletions(
                key, going.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet()));
        var outcome = SlowStart.all(going.size(), number -> {
            var pod = going.get(number);
            boolean found = false;
            try {
                found = podControl.delete(pod, set);
            } finally {
                if (!found) {
                    expectations.deletionObserved(key, pod.getMetadata().getUid());
                }
            }
        });
        return outcome.failure();
    }

    private void updateStatus(
            T owner, ReplicaSet set, List<Pod> active, int terminating, Optional<String> failure, Instant now) {
        var status = ReplicaStatus.of(set, active, terminating, failure, now);
        if (!ReplicaStatus.isWritten(set, status)) {
            client.resource(kind.withStatus().apply(owner, status)).updateStatus();
        }
    }
}
