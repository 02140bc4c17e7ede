package dev.mudi.controllers.daemonset;

import dev.mudi.client.Conditions;
import dev.mudi.client.Expectations;
import dev.mudi.client.LabelSelectors;
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
import dev.mudi.controllers.pods.SlowStart;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps DaemonSets (upstream: {@code pkg/controller/daemon}). */
public final class DaemonSetController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "daemonset-controller";

    private static final int WORKERS = 2;

    private final KubernetesClient client;
    private final Clock clock;
    private final PodControl podControl;
    private final Claims claims;
    private final Expectations<ObjectKey> expectations;
    private final RevisionHistory history;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<DaemonSet> sets;
    private final Lister<Node> nodes;
    private final Dependents<Pod> pods;

    public DaemonSetController(ControllerContext context) {
        this.client = context.clients().apply("daemon-set-controller");
        this.clock = context.clock();
        this.podControl = new PodControl(client, context.recorders().apply(NAME));
        this.claims = new Claims(client);
        this.expectations = new Expectations<>(clock);
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        var informers = context.informers();
        var revisionInformer = informers.of(ControllerRevision.class);
        this.history = new RevisionHistory(client, revisionInformer);
        loop.read(revisionInformer);
        this.sets = loop.watch(
                informers.of(DaemonSet.class), ResourceEventHandler.onChange(set -> loop.enqueue(ObjectKey.of(set))));
        this.nodes = loop.watch(informers.of(Node.class), new NodeHandler());
        var podInformer = informers.of(Pod.class);
        this.pods = new Dependents<>(podInformer);
        loop.watch(
                podInformer,
                new DependentEvents<>(
                        "DaemonSet",
                        sets,
                        set -> set.getSpec().getSelector(),
                        DependentEvents.Listener.observing(expectations, loop::enqueue)));
    }

    private final class NodeHandler implements ResourceEventHandler<Node> {
        @Override
        public void onAdd(Node added) {
            enqueueAll();
        }

        @Override
        public void onUpdate(Node before, Node after) {
            if (!Objects.equals(
                            before.getMetadata().getLabels(),
                            after.getMetadata().getLabels())
                    || !before.getSpec().getTaints().equals(after.getSpec().getTaints())) {
                enqueueAll();
            }
        }

        @Override
        public void onDelete(Node last) {
            enqueueAll();
        }

        private void enqueueAll() {
            sets.list().forEach(set -> loop.enqueue(ObjectKey.of(set)));
        }
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) throws InterruptedException {
        var found = sets.get(key);
        if (found.isEmpty()) {
            expectations.forget(key);
            return Result.done();
        }
        var set = found.get();
        if (set.getMetadata().getDeletionTimestamp() != null
                || LabelSelectors.isEmpty(set.getSpec().getSelector())) {
            return Result.done();
        }
        boolean upToDate =
                expectations.satisfied(key); // asked before the pods are read, or what came in between is made twice
        var mine = claims.claim(set, set.getSpec().getSelector(), pods.controlledByOrOrphaned(set), () -> fresh(key));
        var collisions = Optional.ofNullable(set.getStatus()).map(status -> status.getCollisionCount());
        var revision = history.current(set, set.getSpec().getTemplate(), collisions);
        var hash = revision.getMetadata().getLabels().getOrDefault(RevisionHistory.LABEL, "");
        var plan = DaemonPlan.of(set, nodes.list(), mine, hash, clock.instant());
        Optional<KubernetesClientException> failure = Optional.empty();
        if (upToDate) {
            failure = carryOut(key, set, hash, plan);
        }
        report(set, mine, hash, plan);
        if (failure.isPresent() && !Refusals.isNamespaceTerminating(failure.get())) {
            throw failure.get();
        }
        return nextLook(set, mine);
    }

    private @Nullable DaemonSet fresh(ObjectKey key) {
        return client.apps()
                .daemonSets()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
    }

    /** Deletes, and creates only when nothing was to be deleted: the next look sees what came of it. */
    private Optional<KubernetesClientException> carryOut(ObjectKey key, DaemonSet set, String hash, DaemonPlan plan)
            throws InterruptedException {
        var going = plan.deletions();
        if (!going.isEmpty()) {
            expectations.expectDeletions(
                    key, going.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet()));
            return SlowStart.all(going.size(), number -> delete(key, set, going.get(number)))
                    .failure();
        }
        var coming = plan.creations();
        if (coming.isEmpty()) {
            return Optional.empty();
        }
        expectations.expectCreations(key, coming.size());
        var outcome = SlowStart.run(
                coming.size(), number -> podControl.create(DaemonPod.of(set, hash, coming.get(number)), set));
        expectations.creationsObserved(key, coming.size() - outcome.succeeded());
        return outcome.failure();
    }

    private void delete(ObjectKey key, DaemonSet set, Pod pod) {
        boolean found = false;
        try {
            found = podControl.delete(pod, set);
        } finally {
            if (!found) {
                expectations.deletionObserved(key, pod.getMetadata().getUid());
            }
        }
    }

    private void report(DaemonSet set, List<Pod> mine, String hash, DaemonPlan plan) {
        var status = plan.status();
        if (!status.equals(set.getStatus())) {
            client.resource(new DaemonSetBuilder(set).withStatus(status).build())
                    .updateStatus();
        }
        Set<String> live = new HashSet<>(Set.of(hash));
        mine.forEach(pod -> live.add(DaemonPod.hash(pod)));
        history.truncate(set, set.getSpec().getRevisionHistoryLimit(), live);
    }

    private Result nextLook(DaemonSet set, List<Pod> mine) {
        if (mine.stream().anyMatch(Conditions::isTerminal)) {
            return Result.after(DaemonPlan.BEFORE_REPLACED);
        }
        int minReady = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        return Conditions.nextAvailability(mine, minReady, clock.instant())
                .map(Result::after)
                .orElse(Result.done());
    }
}
