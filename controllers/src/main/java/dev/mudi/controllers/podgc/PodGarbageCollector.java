package dev.mudi.controllers.podgc;

import dev.mudi.client.Conditions;
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
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Collects pods. */
public final class PodGarbageCollector implements Controller {
    /** Upstream's name. */
    public static final String NAME = "pod-garbage-collector-controller";

    private static final int WORKERS = 2;
    private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    /** A node that seems gone may only be new to this side: its pods wait that long. */
    private static final Duration QUARANTINE = Duration.ofSeconds(40);

    /** The key of the work on all pods together; no pod has such a name. */
    private static final ObjectKey ENDED = ObjectKey.clusterScoped("");

    private final KubernetesClient client;
    private final int threshold;
    private final PodDisruption disruption;
    private final ControllerLoop<ObjectKey> loop;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;

    public PodGarbageCollector(ControllerContext context) {
        this.client = context.clients().apply("pod-garbage-collector");
        this.threshold = context.options().terminatedPodThreshold();
        this.disruption = new PodDisruption(client, context.clock());
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
        var podInformer = context.informers().of(Pod.class);
        var byNode = new NodePods(podInformer);
        this.nodes = loop.watch(context.informers().of(Node.class), new ResourceEventHandler<>() {
            @Override
            public void onUpdate(Node before, Node after) {
                if (isOutOfService(after) && !isOutOfService(before)) {
                    byNode.on(after.getMetadata().getName()).forEach(pod -> loop.enqueue(ObjectKey.of(pod)));
                }
            }

            @Override
            public void onDelete(Node last) {
                byNode.on(last.getMetadata().getName())
                        .forEach(pod -> loop.enqueueAfter(ObjectKey.of(pod), QUARANTINE));
            }
        });
        this.pods = loop.watch(podInformer, ResourceEventHandler.onChange(this::podChanged));
    }

    private void podChanged(Pod pod) {
        var node = node(pod);
        var deleted = pod.getMetadata().getDeletionTimestamp() != null;
        if (node.isEmpty()
                ? deleted
                : deleted && nodes.get(ObjectKey.clusterScoped(node)).isPresent()) {
            loop.enqueue(ObjectKey.of(pod));
        } else if (!node.isEmpty() && nodes.get(ObjectKey.clusterScoped(node)).isEmpty()) {
            loop.enqueueAfter(ObjectKey.of(pod), QUARANTINE);
        }
        if (threshold > 0 && Conditions.isTerminal(pod) && pods.size() > threshold) {
            loop.enqueue(ENDED);
        }
    }

    private static String node(Pod pod) {
        return Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
    }

    private static boolean isOutOfService(Node node) {
        return !Conditions.isReady(node)
                && node.getSpec().getTaints().stream()
                        .anyMatch(taint -> taint.getKey().equals(OUT_OF_SERVICE));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(ObjectKey key) {
        if (key.equals(ENDED)) {
            oldestEnded(pods.list(), threshold)
                    .forEach(pod -> disruption.remove(pod, "DeletionByPodGC", "PodGC: too many ended pods"));
            return Result.done();
        }
        pods.get(key).ifPresent(this::collect);
        return Result.done();
    }

    private void collect(Pod pod) {
        var name = node(pod);
        var deleted = pod.getMetadata().getDeletionTimestamp() != null;
        if (name.isEmpty()) {
            if (deleted) {
                disruption.remove(pod, "DeletionByPodGC", "PodGC: node was never assigned");
            }
            return;
        }
        var node = nodes.get(ObjectKey.clusterScoped(name));
        if (node.isPresent()) {
            if (deleted && isOutOfService(node.get())) {
                disruption.remove(pod, "DeletionByPodGC", "PodGC: node is out of service");
            }
        } else if (client.nodes().withName(name).get() == null) {
            disruption.remove(pod, "DeletionByPodGC", "PodGC: node no longer exists");
        }
    }

    /** The ended pods beyond the threshold, the oldest first. */
    static List<Pod> oldestEnded(Collection<Pod> pods, int threshold) {
        var ended = pods.stream().filter(Conditions::isTerminal).toList();
        return ended.stream()
                .sorted(Comparator.comparing(
                        pod -> Objects.requireNonNullElse(pod.getMetadata().getCreationTimestamp(), "")))
                .limit(Math.max(0, ended.size() - threshold))
                .toList();
    }
}
