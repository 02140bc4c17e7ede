package dev.mudi.controllers.pods;

import dev.mudi.client.Informer;
import dev.mudi.client.Lister;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Finds the pods of a node. */
public final class NodePods {
    private static final String BY_NODE = "node";

    private final Lister<Pod> pods;

    public NodePods(Informer<Pod> informer) {
        informer.addIndexer(
                BY_NODE,
                pod -> pod.getSpec() == null || pod.getSpec().getNodeName() == null
                        ? List.of()
                        : List.of(pod.getSpec().getNodeName()));
        this.pods = informer.lister();
    }

    /** The pods that are bound to the node, ended ones too. */
    public List<Pod> on(String node) {
        return pods.byIndex(BY_NODE, node);
    }
}
