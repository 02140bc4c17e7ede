package dev.mudi.scheduler.plugins;

import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.framework.PodInfo;
import dev.mudi.scheduler.framework.ScorePlugin;

/** A node is better the more alike the shares of its CPU and its memory are that would be taken. */
public final class NodeResourcesBalancedAllocation implements ScorePlugin {
    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    /** A pod that asks for nothing unbalances nothing. */
    @Override
    public boolean concerns(PodInfo pod) {
        return pod.requests().milliCpu() > 0 || pod.requests().memory() > 0;
    }

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        var after = node.requested().plus(pod.requests());
        var total = node.allocatable();
        if (total.milliCpu() == 0 || total.memory() == 0) {
            return 0;
        }
        double cpu = Math.min(1, (double) after.milliCpu() / total.milliCpu());
        double memory = Math.min(1, (double) after.memory() / total.memory());
        return (long) ((1 - Math.abs(cpu - memory) / 2) * MAX);
    }
}
