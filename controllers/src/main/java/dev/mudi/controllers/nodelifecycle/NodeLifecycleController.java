package dev.mudi.controllers.nodelifecycle;

import dev.mudi.client.Conditions;
import dev.mudi.client.EventRecorder;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.client.Selection;
import dev.mudi.client.Timestamps;
import dev.mudi.controllers.nodelifecycle.NodeTaints.Execution;
import dev.mudi.controllers.pods.NodePods;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Watches over nodes (upstream: {@code pkg/controller/nodelifecycle}). */
public final class NodeLifecycleController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "node-lifecycle-controller";

    private static final int WORKERS = 4;
    private static final Duration STARTUP_GRACE = Duration.ofSeconds(60); // --node-startup-grace-period
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final List<String> REPORTED = List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    private final KubernetesClient client;
    private final EventRecorder events;
    private final Clock clock;
    private final Duration grace;
    private final NodeHealth health = new NodeHealth();
    private final Disruption disruption = new Disruption();
    private final ControllerLoop<String> loop;
    private final Lister<Node> nodes;
    private final Lister<Lease> leases;
    private final NodePods pods;

    public NodeLifecycleController(ControllerContext context) {
        this.client = context.clients().apply("node-controller");
        this.events = context.recorders().apply("node-controller");
        this.clock = context.clock();
        this.grace = context.options().nodeMonitorGracePeriod();
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        this.nodes = loop.watch(context.informers().of(Node.class), new NodeHandler());
        this.leases = loop.watch(
                context.informers().of(Lease.class, Selection.all().inNamespace("kube-node-lease")),
                new LeaseHandler());
        this.pods = new NodePods(context.informers().of(Pod.class));
        loop.read(context.informers().of(Pod.class));
    }

    private final class NodeHandler implements ResourceEventHandler<Node> {
        @Override
        public void onAdd(Node added) {
            var name = added.getMetadata().getName();
            health.observe(added, Optional.empty(), clock.instant());
            events.normal(added, "RegisteredNode", "Registered Node " + name + " in Controller");
            loop.enqueue(name);
        }

        @Override
        public void onUpdate(Node before, Node after) {
            loop.enqueue(after.getMetadata().getName());
        }

        @Override
        public void onDelete(Node last) {
            var name = last.getMetadata().getName();
            health.forget(name);
            events.normal(last, "RemovingNode", "Removing Node " + name + " from Controller");
        }
    }

    /** A renewed lease is noted, and worked on only when the node was thought to be silent. */
    private final class LeaseHandler implements ResourceEventHandler<Lease> {
        @Override
        public void onAdd(Lease added) {
            onUpdate(added, added);
        }

        @Override
        public void onUpdate(Lease before, Lease after) {
            nodes.get(ObjectKey.clusterScoped(after.getMetadata().getName())).ifPresent(node -> {
                health.observe(node, Optional.of(after), clock.instant());
                if (!Conditions.isReady(node)) {
                    loop.enqueue(node.getMetadata().getName());
                }
            });
        }
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(String name) {
        var found = nodes.get(ObjectKey.clusterScoped(name));
        if (found.isEmpty() || found.get().getStatus() == null) {
            return Result.done();
        }
        var now = clock.instant();
        var heard = health.observe(found.get(), leases.get("kube-node-lease", name), now);
        var due = heard.plus(Conditions.of(found.get(), Conditions.READY).isPresent() ? grace : STARTUP_GRACE);
        var node = found.get();
        if (now.isAfter(due)) {
            node = silent(node, now);
            // Not only when it becomes silent: what could not be written for one pod is tried again, for all of them.
            pods.on(name).forEach(this::markNotReady);
        }
        var wait = taint(node, now);
        if (!wait.isZero()) {
            return Result.after(wait);
        }
        return now.isAfter(due)
                ? Result.done()
                : Result.after(Duration.between(now, due).plusMillis(1));
    }

    /** Writes that nothing is known about the node any more, once. */
    private Node silent(Node node, Instant now) {
        List<NodeCondition> conditions = new ArrayList<>(node.getStatus().getConditions());
        boolean changed = false;
        for (var type : REPORTED) {
            changed |= unknown(conditions, type, node, now);
        }
        if (!changed) {
            return node;
        }
        var wasReady = Conditions.isReady(node);
        var updated = client.resource(new NodeBuilder(node)
                        .editStatus()
                        .withConditions(conditions)
                        .endStatus()
                        .build())
                .updateStatus();
        if (wasReady) {
            events.normal(
                    node, "NodeNotReady", "Node " + node.getMetadata().getName() + " status is now: NodeNotReady");
        }
        return updated;
    }

    private static boolean unknown(List<NodeCondition> conditions, String type, Node node, Instant now) {
        for (int i = 0; i < conditions.size(); i++) {
            var condition = conditions.get(i);
            if (condition.getType().equals(type)) {
                if (condition.getStatus().equals(Conditions.UNKNOWN)) {
                    return false;
                }
                conditions.set(
                        i,
                        new NodeConditionBuilder(condition)
                                .withStatus(Conditions.UNKNOWN)
                                .withReason("NodeStatusUnknown")
                                .withMessage("Kubelet stopped posting node status.")
                                .withLastTransitionTime(Timestamps.time(now))
                                .build());
                return true;
            }
        }
        conditions.add(new NodeConditionBuilder()
                .withType(type)
                .withStatus(Conditions.UNKNOWN)
                .withReason("NodeStatusNeverUpdated")
                .withMessage("Kubelet never posted node status.")
                .withLastHeartbeatTime(node.getMetadata().getCreationTimestamp())
                .withLastTransitionTime(Timestamps.time(now))
                .build());
        return true;
    }

    /** Pods of a silent node are no endpoints any more. */
    private void markNotReady(Pod pod) {
        if (!Conditions.isReady(pod)) {
            return;
        }
        var changed = new PodBuilder(pod)
                .editStatus()
                .editMatchingCondition(condition -> condition.getType().equals(Conditions.READY))
                .withStatus(Conditions.FALSE)
                .withLastTransitionTime(Timestamps.time(clock.instant()))
                .endCondition()
                .endStatus()
                .build();
        events.warning(pod, "NodeNotReady", "Node is not ready");
        client.resource(changed).updateStatus();
    }

    /** Writes the taints that the node should have; gives back when to look again, zero for no need. */
    private Duration taint(Node node, Instant now) {
        var all = nodes.list();
        var execution = Execution.LET;
        var wait = Duration.ZERO;
        if (!Conditions.isReady(node) && !Disruption.isTotal(all)) {
            var turn = turn(node, all, now);
            execution = turn.isZero() ? Execution.EVICT : Execution.WAIT;
            wait = turn;
        } else if (!Conditions.isReady(node)) {
            wait = LOOK_AGAIN;
        }
        var taints = NodeTaints.of(node, execution, now);
        if (!taints.equals(node.getSpec().getTaints())) {
            client.resource(new NodeBuilder(node)
                            .editSpec()
                            .withTaints(taints)
                            .endSpec()
                            .build())
                    .update();
        }
        return wait;
    }

    /** How long the node's pods may stay until it is their turn. */
    private Duration turn(Node node, List<Node> all, Instant now) {
        if (!NodeTaints.awaitsEviction(node)) {
            return Duration.ZERO;
        }
        var zone = Disruption.zone(node);
        return Disruption.pace(zone, all)
                .map(pace -> disruption.takeTurn(zone, pace, now).orElse(Duration.ZERO))
                .orElse(LOOK_AGAIN);
    }
}
