package dev.mudi.controllers.statefulset;

import dev.mudi.client.Conditions;
import dev.mudi.client.EventRecorder;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.history.RevisionHistory;
import dev.mudi.controllers.pods.Claims;
import dev.mudi.controllers.pods.DependentEvents;
import dev.mudi.controllers.pods.Dependents;
import dev.mudi.controllers.pods.PodControl;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import dev.mudi.controllers.spi.Written;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps StatefulSets (upstream: {@code pkg/controller/statefulset}). */
public final class StatefulSetController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "statefulset-controller";

    private static final int WORKERS = 5;
    private static final Duration UNTIL_SHOWN = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final EventRecorder events;
    private final Clock clock;
    private final PodControl podControl;
    private final Claims claims;
    private final RevisionHistory history;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<StatefulSet> sets;
    private final Lister<PersistentVolumeClaim> volumeClaims;
    private final Dependents<Pod> pods;
    private final Written<Pod> written;

    public StatefulSetController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.events = context.recorders().apply(NAME);
        this.clock = context.clock();
        this.podControl = new PodControl(client, events);
        this.claims = new Claims(client);
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        var informers = context.informers();
        var revisionInformer = informers.of(ControllerRevision.class);
        this.history = new RevisionHistory(client, revisionInformer);
        loop.read(revisionInformer);
        this.volumeClaims = loop.read(informers.of(PersistentVolumeClaim.class));
        this.sets = loop.watch(
                informers.of(StatefulSet.class), ResourceEventHandler.onChange(set -> loop.enqueue(ObjectKey.of(set))));
        var podInformer = informers.of(Pod.class);
        this.pods = new Dependents<>(podInformer);
        loop.watch(
                podInformer,
                new DependentEvents<>(
                        "StatefulSet",
                        sets,
                        set -> set.getSpec().getSelector(),
                        DependentEvents.Listener.looking(loop::enqueue)));
        this.written = new Written<>(podInformer);
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        var found = sets.get(key);
        if (found.isEmpty()) {
            written.forget(key);
            return Result.done();
        }
        if (!written.isShown(key)) {
            return Result.after(UNTIL_SHOWN); // sooner, when the change shows
        }
        var set = found.get();
        var mine =
                claims
                        .claim(set, set.getSpec().getSelector(), pods.controlledByOrOrphaned(set), () -> fresh(key))
                        .stream()
                        .filter(pod -> StatefulPod.ordinal(set, pod).isPresent())
                        .toList();
        var collisions = Optional.ofNullable(set.getStatus()).map(status -> status.getCollisionCount());
        var update = history.current(set, set.getSpec().getTemplate(), collisions);
        var updateName = update.getMetadata().getName();
        var revisions = history.of(set);
        var currentName = StatefulStatus.currentRevision(
                set, revisions.stream().map(one -> one.getMetadata().getName()).toList(), updateName);
        if (set.getMetadata().getDeletionTimestamp() == null) {
            var current = revisions.stream()
                    .filter(one -> one.getMetadata().getName().equals(currentName))
                    .findFirst()
                    .orElse(update);
            for (var step : StatefulPlan.of(set, mine, updateName, clock.instant())) {
                take(key, set, step, current, update);
            }
        }
        report(set, mine, currentName, updateName);
        return nextAvailability(set, mine);
    }

    private @Nullable StatefulSet fresh(ObjectKey key) {
        return client.apps()
                .statefulSets()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
    }

    private void take(
            ObjectKey key,
            StatefulSet set,
            StatefulPlan.Step step,
            ControllerRevision current,
            ControllerRevision update) {
        switch (step) {
            case StatefulPlan.Step.Create(int ordinal) -> {
                var revision = isBelowPartition(set, ordinal) ? current : update;
                var name = revision.getMetadata().getName();
                create(key, set, StatefulPod.of(set, history.template(revision), name, ordinal), ordinal);
            }
            case StatefulPlan.Step.Delete(Pod pod) -> podControl.delete(pod, set);
        }
    }

    /** Whether a pod that comes again is still of the old template. */
    private static boolean isBelowPartition(StatefulSet set, int ordinal) {
        var strategy = set.getSpec().getUpdateStrategy();
        if (strategy == null || "OnDelete".equals(strategy.getType())) {
            return false;
        }
        if (strategy.getRollingUpdate() != null && strategy.getRollingUpdate().getPartition() != null) {
            return ordinal
                    < StatefulPod.firstOrdinal(set)
                            + strategy.getRollingUpdate().getPartition();
        }
        int current = set.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(set.getStatus().getCurrentReplicas(), 0);
        return ordinal < StatefulPod.firstOrdinal(set) + current;
    }

    private void create(ObjectKey key, StatefulSet set, Pod pod, int ordinal) {
        try {
            for (var claim : StatefulPod.claims(set, ordinal)) {
                ensure(set, claim);
            }
            var name = pod.getMetadata().getName();
            written.wrote(key, client.resource(pod).create());
            events.normal(
                    set,
                    "SuccessfulCreate",
                    "create Pod " + name + " in StatefulSet "
                            + set.getMetadata().getName() + " successful");
        } catch (KubernetesClientException e) {
            if (Refusals.isNamespaceTerminating(e) || Refusals.isAlreadyExists(e)) {
                return;
            }
            events.warning(
                    set,
                    "FailedCreate",
                    "create Pod " + pod.getMetadata().getName() + " in StatefulSet "
                            + set.getMetadata().getName() + " failed error: " + Refusals.message(e));
            throw e;
        }
    }

    private void ensure(StatefulSet set, PersistentVolumeClaim claim) {
        if (volumeClaims.get(ObjectKey.of(claim)).isPresent()) {
            return;
        }
        try {
            client.resource(claim).create();
            events.normal(
                    set,
                    "SuccessfulCreate",
                    "create Claim " + claim.getMetadata().getName() + " in StatefulSet "
                            + set.getMetadata().getName() + " success");
        } catch (KubernetesClientException e) {
            if (!Refusals.isAlreadyExists(e)) {
                throw e;
            }
        }
    }

    private void report(StatefulSet set, List<Pod> mine, String current, String update) {
        var status = StatefulStatus.of(set, mine, current, update, clock.instant());
        if (!status.equals(set.getStatus())) {
            client.resource(new StatefulSetBuilder(set).withStatus(status).build())
                    .updateStatus();
        }
        Set<String> live = new HashSet<>(List.of(current, update));
        mine.forEach(pod -> live.add(StatefulPod.revision(pod)));
        history.truncate(set, set.getSpec().getRevisionHistoryLimit(), live);
    }

    private Result nextAvailability(StatefulSet set, List<Pod> mine) {
        int minReady = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        return Conditions.nextAvailability(mine, minReady, clock.instant())
                .map(Result::after)
                .orElse(Result.done());
    }
}
