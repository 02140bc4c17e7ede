package dev.mudi.controllers.tainteviction;

import dev.mudi.client.Conditions;
import dev.mudi.client.EventRecorder;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.pods.NodePods;
import dev.mudi.controllers.pods.PodDisruption;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Evicts pods by taints. */
public final class TaintEvictionController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "taint-eviction-controller";

    private static final int WORKERS = 8;

    private final EventRecorder events;
    private final Clock clock;
    private final PodDisruption disruption;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<Node> nodes;
    private final Lister<Pod> pods;
    private final NodePods byNode;

    public TaintEvictionController(ControllerContext context) {
        this.events = context.recorders().apply(NAME);
        this.clock = context.clock();
        this.disruption = new PodDisruption(context.clients().apply("node-controller"), clock);
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::reconcile);
        var podInformer = context.informers().of(Pod.class);
        this.byNode = new NodePods(podInformer);
        this.nodes = loop.watch(context.informers().of(Node.class), new NodeHandler());
        this.pods = loop.watch(podInformer, new PodHandler());
    }

    private static boolean evicts(Taint taint) {
        return "NoExecute".equals(taint.getEffect());
    }

    private final class NodeHandler implements ResourceEventHandler<Node> {
        @Override
        public void onAdd(Node added) {
            if (added.getSpec().getTaints().stream().anyMatch(TaintEvictionController::evicts)) {
                enqueuePodsOf(added);
            }
        }

        @Override
        public void onUpdate(Node before, Node after) {
            if (!before.getSpec().getTaints().equals(after.getSpec().getTaints())) {
                enqueuePodsOf(after);
            }
        }

        private void enqueuePodsOf(Node node) {
            byNode.on(node.getMetadata().getName()).forEach(pod -> loop.enqueue(ObjectKey.of(pod)));
        }
    }

    private final class PodHandler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod added) {
            if (added.getSpec().getNodeName() != null) {
                loop.enqueue(ObjectKey.of(added));
            }
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            if (!Objects.equals(before.getSpec().getNodeName(), after.getSpec().getNodeName())
                    || !before.getSpec().getTolerations().equals(after.getSpec().getTolerations())) {
                onAdd(after);
            }
        }
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        var found = pods.get(key);
        if (found.isEmpty()
                || found.get().getSpec().getNodeName() == null
                || found.get().getMetadata().getDeletionTimestamp() != null
                || Conditions.isTerminal(found.get())) {
            return Result.done();
        }
        var pod = found.get();
        var taints = nodes.get(ObjectKey.clusterScoped(pod.getSpec().getNodeName()))
                .map(node -> node.getSpec().getTaints())
                .orElse(List.of());
        var now = clock.instant();
        var ends = Tolerance.ends(pod.getSpec().getTolerations(), taints, now);
        if (ends.isEmpty()) {
            return Result.done();
        }
        if (ends.get().isAfter(now)) {
            return Result.after(Duration.between(now, ends.get()));
        }
        events.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + key);
        disruption.evict(pod, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint");
        return Result.done();
    }
}
