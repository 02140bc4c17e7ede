package dev.mudi.controllers.deployment;

import dev.mudi.client.Conditions;
import dev.mudi.client.EventRecorder;
import dev.mudi.client.LabelSelectors;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.OwnerReferences;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.pods.Claims;
import dev.mudi.controllers.pods.DependentEvents;
import dev.mudi.controllers.pods.Dependents;
import dev.mudi.controllers.pods.TemplateHash;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rolls Deployments out (upstream: {@code pkg/controller/deployment}). */
public final class DeploymentController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "deployment-controller";

    private static final int WORKERS = 5;

    private final KubernetesClient client;
    private final EventRecorder events;
    private final Clock clock;
    private final Claims claims;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<Deployment> deployments;
    private final Lister<ReplicaSet> replicaSets;
    private final Dependents<ReplicaSet> owned;
    private final Dependents<Pod> pods;

    public DeploymentController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.events = context.recorders().apply(NAME);
        this.clock = context.clock();
        this.claims = new Claims(client);
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        this.deployments = loop.watch(
                context.informers().of(Deployment.class),
                ResourceEventHandler.onChange(deployment -> loop.enqueue(ObjectKey.of(deployment))));
        var setInformer = context.informers().of(ReplicaSet.class);
        this.owned = new Dependents<>(setInformer);
        this.replicaSets = loop.watch(
                setInformer,
                new DependentEvents<>(
                        "Deployment",
                        deployments,
                        one -> one.getSpec().getSelector(),
                        DependentEvents.Listener.looking(loop::enqueue)));
        var podInformer = context.informers().of(Pod.class);
        this.pods = new Dependents<>(podInformer);
        loop.watch(podInformer, new PodHandler());
    }

    /** A Deployment that recreates its pods waits for the last of the old ones to go. */
    private final class PodHandler implements ResourceEventHandler<Pod> {
        @Override
        public void onUpdate(Pod before, Pod after) {
            if (Conditions.isTerminal(after) && !Conditions.isTerminal(before)) {
                onDelete(after);
            }
        }

        @Override
        public void onDelete(Pod pod) {
            OwnerReferences.controllerOf(pod)
                    .filter(reference -> reference.getKind().equals("ReplicaSet"))
                    .flatMap(reference -> replicaSets.get(pod.getMetadata().getNamespace(), reference.getName()))
                    .flatMap(OwnerReferences::controllerOf)
                    .flatMap(reference -> deployments.get(pod.getMetadata().getNamespace(), reference.getName()))
                    .filter(deployment -> !Rollout.of(deployment, List.of()).isRolling())
                    .ifPresent(deployment -> loop.enqueue(ObjectKey.of(deployment)));
        }
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        var found = deployments.get(key);
        if (found.isEmpty()) {
            return Result.done();
        }
        var deployment = found.get();
        if (LabelSelectors.isEmpty(deployment.getSpec().getSelector())) {
            events.warning(
                    deployment,
                    "SelectingAll",
                    "This deployment is selecting all pods. A non-empty selector is required.");
            return Result.done();
        }
        var sets = claims.claim(
                deployment,
                deployment.getSpec().getSelector(),
                owned.controlledByOrOrphaned(deployment),
                () -> fresh(key));
        var rollout = Rollout.of(deployment, sets);
        if (deployment.getMetadata().getDeletionTimestamp() != null) {
            return write(rollout, RolloutStatus.still(rollout, clock.instant()));
        }
        rollout = withRevision(rollout);
        if (rollout.isPaused() || rollout.isScalingEvent()) {
            return scale(rollout);
        }
        return rollout.isRolling() ? roll(rollout) : recreate(rollout);
    }

    private @Nullable Deployment fresh(ObjectKey key) {
        return client.apps()
                .deployments()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
    }

    /** Gives the current ReplicaSet the next revision and the Deployment's annotations, when it lacks them. */
    private Rollout withRevision(Rollout rollout) {
        if (rollout.current().isEmpty()) {
            return rollout;
        }
        var set = rollout.current().get();
        var annotated = Revisions.annotated(rollout, set);
        return annotated.equals(set) ? rollout : rollout.withCurrent(update(annotated));
    }

    private ReplicaSet update(ReplicaSet set) {
        return client.resource(set).update();
    }

    private Result scale(Rollout rollout) {
        carryOut(rollout, ScalePlan.proportional(rollout));
        if (rollout.isPaused()) {
            cleanUp(rollout);
        }
        return write(rollout, RolloutStatus.still(rollout, clock.instant()));
    }

    private Result roll(Rollout before) {
        if (before.current().isEmpty()) {
            return create(before);
        }
        var plan = ScalePlan.rolling(before, before.current().get());
        return finish(before, carryOut(before, plan), plan);
    }

    private Result recreate(Rollout rollout) {
        var plan = ScalePlan.withoutOld(rollout);
        if (!plan.isEmpty()) {
            return finish(rollout, carryOut(rollout, plan), plan);
        }
        if (oldPodsRun(rollout)) {
            return finish(rollout, rollout, plan);
        }
        if (rollout.current().isEmpty()) {
            return create(rollout);
        }
        var grown = ScalePlan.rolling(rollout, rollout.current().get());
        return finish(rollout, carryOut(rollout, grown), grown);
    }

    private boolean oldPodsRun(Rollout rollout) {
        return Rollout.sum(rollout.old(), Rollout::replicas) > 0
                || rollout.old().stream()
                        .flatMap(set -> pods.controlledBy(set).stream())
                        .anyMatch(pod -> !Conditions.isTerminal(pod));
    }

    /** Makes the ReplicaSet of the Deployment's template. */
    private Result create(Rollout rollout) {
        var deployment = rollout.deployment();
        var status = Objects.requireNonNullElseGet(deployment.getStatus(), DeploymentStatus::new);
        var hash = TemplateHash.of(
                deployment.getSpec().getTemplate(),
                Optional.ofNullable(status.getCollisionCount()),
                client.getKubernetesSerialization());
        var wanted = Revisions.newSet(rollout, hash);
        var name = wanted.getMetadata().getName();
        try {
            var created = client.resource(wanted).create();
            if (Rollout.size(created) > 0) {
                events.normal(
                        deployment,
                        "ScalingReplicaSet",
                        "Scaled up replica set " + name + " from 0 to " + Rollout.size(created));
            }
            var next = rollout.withCurrent(created);
            var rolled = RolloutStatus.rolling(next, clock.instant());
            return write(
                    next,
                    RolloutStatus.noted(
                            next,
                            rolled,
                            "NewReplicaSetCreated",
                            "Created new replica set \"" + name + "\"",
                            clock.instant()));
        } catch (KubernetesClientException e) {
            return notCreated(rollout, wanted, e);
        }
    }

    private Result notCreated(Rollout rollout, ReplicaSet wanted, KubernetesClientException failure) {
        var deployment = rollout.deployment();
        if (Refusals.isNamespaceTerminating(failure)) {
            return Result.done();
        }
        if (Refusals.isAlreadyExists(failure)) {
            var present = client.resource(wanted).get();
            if (present != null
                    && OwnerReferences.isControlledBy(present, deployment)
                    && Rollout.sameTemplate(
                            present.getSpec().getTemplate(),
                            deployment.getSpec().getTemplate())) {
                return Result.retry(); // made just before: the cache will show it
            }
            collided(deployment);
            return Result.retry();
        }
        var message = "Failed to create new replica set \""
                + wanted.getMetadata().getName() + "\": " + Refusals.message(failure);
        events.warning(deployment, "ReplicaSetCreateError", message);
        var status = RolloutStatus.rolling(rollout, clock.instant());
        write(rollout, RolloutStatus.noted(rollout, status, "ReplicaSetCreateError", message, clock.instant()));
        throw failure;
    }

    /** Another template has the same hash: the count of collisions makes the next name another one. */
    private void collided(Deployment deployment) {
        var status = Objects.requireNonNullElseGet(deployment.getStatus(), DeploymentStatus::new);
        int count = Objects.requireNonNullElse(status.getCollisionCount(), 0) + 1;
        client.resource(new DeploymentBuilder(deployment)
                        .withStatus(new DeploymentStatusBuilder(status)
                                .withCollisionCount(count)
                                .build())
                        .build())
                .updateStatus();
    }

    /** Writes the sizes that differ, and gives back the rollout with what was written. */
    private Rollout carryOut(Rollout rollout, ScalePlan plan) {
        List<ReplicaSet> sets = rollout.all();
        for (var scale : plan.scales()) {
            var scaled = Revisions.withScale(scale.set(), rollout, scale.size());
            if (scaled.equals(scale.set())) {
                continue;
            }
            var written = update(scaled);
            sets.set(sets.indexOf(scale.set()), written);
            int before = Rollout.size(scale.set());
            if (before != scale.size()) {
                events.normal(
                        rollout.deployment(),
                        "ScalingReplicaSet",
                        "Scaled " + (before < scale.size() ? "up" : "down") + " replica set "
                                + written.getMetadata().getName() + " from " + before + " to " + scale.size());
            }
        }
        return Rollout.of(rollout.deployment(), sets);
    }

    private Result finish(Rollout before, Rollout after, ScalePlan plan) {
        var deployment = before.deployment();
        if (plan.isEmpty()
                && deployment.getStatus() != null
                && RolloutStatus.isComplete(after, deployment.getStatus())) {
            cleanUp(after);
        }
        return write(after, RolloutStatus.rolling(after, clock.instant()));
    }

    private void cleanUp(Rollout rollout) {
        for (var set : Revisions.superfluous(rollout)) {
            client.resource(set).delete();
        }
    }

    /** Writes the status and the Deployment's revision, if they differ. */
    private Result write(Rollout rollout, DeploymentStatus status) {
        var deployment = rollout.deployment();
        var builder = new DeploymentBuilder(deployment).withStatus(status);
        rollout.current()
                .ifPresent(set -> builder.editMetadata()
                        .addToAnnotations(Revisions.REVISION, Long.toString(Revisions.of(set)))
                        .endMetadata());
        var next = builder.build();
        if (!next.equals(deployment)) {
            client.resource(next).updateStatus();
        }
        return RolloutStatus.nextCheck(rollout, status, clock.instant())
                .map(Result::after)
                .orElse(Result.done());
    }
}
