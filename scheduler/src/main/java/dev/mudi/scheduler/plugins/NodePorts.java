package dev.mudi.scheduler.plugins;

import dev.mudi.scheduler.framework.FilterPlugin;
import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.framework.PodInfo;
import java.util.Optional;

/** A port of a node belongs to one pod. */
public final class NodePorts implements FilterPlugin {
    @Override
    public String name() {
        return "NodePorts";
    }

    @Override
    public boolean concerns(PodInfo pod) {
        return !pod.hostPorts().isEmpty();
    }

    @Override
    public Optional<Rejection> filter(PodInfo pod, NodeInfo node) {
        for (var there : node.pods().values()) {
            for (var taken : there.hostPorts()) {
                if (pod.hostPorts().stream().anyMatch(taken::clashesWith)) {
                    return Rejection.of(this, "node(s) didn't have free ports for the requested pod ports");
                }
            }
        }
        return Optional.empty();
    }
}
