package dev.mudi.scheduler.plugins;

import dev.mudi.scheduler.framework.FilterPlugin;
import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.framework.PodInfo;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.Optional;

/** A cordoned node takes only pods that tolerate it. */
public final class NodeUnschedulable implements FilterPlugin {
    private static final Taint CORDON = new TaintBuilder()
            .withKey("node.kubernetes.io/unschedulable")
            .withEffect("NoSchedule")
            .build();

    @Override
    public String name() {
        return "NodeUnschedulable";
    }

    @Override
    public Optional<Rejection> filter(PodInfo pod, NodeInfo node) {
        return node.isUnschedulable() && !Tolerations.tolerate(pod.tolerations(), CORDON)
                ? Rejection.ofFinal(this, "node(s) were unschedulable")
                : Optional.empty();
    }
}
