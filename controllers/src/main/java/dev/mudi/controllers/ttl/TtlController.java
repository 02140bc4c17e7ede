package dev.mudi.controllers.ttl;

import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Objects;

/** Keeps the annotation of each node at what the size of the cluster asks for. */
public final class TtlController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "ttl-controller";

    static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";

    private static final int WORKERS = 1;
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final TtlSteps steps = new TtlSteps();
    private final ControllerLoop<String> loop;
    private final Lister<Node> nodes;

    public TtlController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
        this.nodes = loop.watch(context.informers().of(Node.class), new NodeHandler());
    }

    /** Kubelets report often; only a node that is new or whose annotation changed matters. */
    private final class NodeHandler implements ResourceEventHandler<Node> {
        @Override
        public void onAdd(Node added) {
            loop.enqueue(added.getMetadata().getName());
        }

        @Override
        public void onUpdate(Node before, Node after) {
            loop.enqueue(after.getMetadata().getName());
        }
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(String name) {
        nodes.get(ObjectKey.clusterScoped(name)).ifPresent(node -> {
            var wanted = String.valueOf(steps.secondsFor(nodes.size()));
            var annotations = Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.<String, String>of());
            if (!wanted.equals(annotations.get(ANNOTATION))) {
                var patch = client.getKubernetesSerialization()
                        .asJson(Map.of("metadata", Map.of("annotations", Map.of(ANNOTATION, wanted))));
                client.resource(node).patch(MERGE, patch);
            }
        });
        return Result.done();
    }
}
