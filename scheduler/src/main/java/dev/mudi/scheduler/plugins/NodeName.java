package dev.mudi.scheduler.plugins;

import dev.mudi.scheduler.framework.FilterPlugin;
import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.framework.PodInfo;
import java.util.Optional;

/** A pod that names its node runs there only. */
public final class NodeName implements FilterPlugin {
    @Override
    public String name() {
        return "NodeName";
    }

    @Override
    public boolean concerns(PodInfo pod) {
        return !pod.nodeName().isEmpty();
    }

    @Override
    public Optional<Rejection> filter(PodInfo pod, NodeInfo node) {
        return pod.nodeName().equals(node.name())
                ? Optional.empty()
                : Rejection.ofFinal(this, "node(s) didn't match the requested node name");
    }
}
