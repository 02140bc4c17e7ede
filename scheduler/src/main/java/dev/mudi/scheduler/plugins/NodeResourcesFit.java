package dev.mudi.scheduler.plugins;

import dev.mudi.scheduler.framework.FilterPlugin;
import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.framework.PodInfo;
import dev.mudi.scheduler.framework.Resources;
import dev.mudi.scheduler.framework.ScorePlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pod runs where what it asks for is free, and better where more stays free (upstream's LeastAllocated, CPU and memory alike). */
public final class NodeResourcesFit implements FilterPlugin, ScorePlugin {
    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public boolean concerns(PodInfo pod) {
        return true;
    }

    @Override
    public Optional<Rejection> filter(PodInfo pod, NodeInfo node) {
        List<String> reasons = new ArrayList<>(0);
        if (node.pods().size() + 1 > node.allowedPods()) {
            reasons.add("Too many pods");
        }
        var wanted = pod.requests();
        var total = node.allocatable();
        var taken = node.requested();
        boolean hopeless = false;
        hopeless |= lacks("cpu", wanted.milliCpu(), total.milliCpu(), taken.milliCpu(), reasons);
        hopeless |= lacks("memory", wanted.memory(), total.memory(), taken.memory(), reasons);
        hopeless |= lacks(
                "ephemeral-storage",
                wanted.ephemeralStorage(),
                total.ephemeralStorage(),
                taken.ephemeralStorage(),
                reasons);
        for (var other : wanted.others().entrySet()) {
            var name = other.getKey();
            hopeless |= lacks(name, other.getValue(), amount(total, name), amount(taken, name), reasons);
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of(new Rejection(name(), reasons, hopeless));
    }

    /** Notes a resource that is short; true if the whole node has less than is wanted. */
    private static boolean lacks(String name, long wanted, long total, long taken, List<String> reasons) {
        if (wanted > 0 && wanted > total - taken) {
            reasons.add("Insufficient " + name);
            return wanted > total;
        }
        return false;
    }

    private static long amount(Resources resources, String name) {
        return resources.others().getOrDefault(name, 0L);
    }

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        var after = node.scoringRequested().plus(pod.scoringRequests());
        var total = node.allocatable();
        long cpu = total.milliCpu() == 0 ? -1 : free(after.milliCpu(), total.milliCpu());
        long memory = total.memory() == 0 ? -1 : free(after.memory(), total.memory());
        if (cpu < 0 || memory < 0) {
            return Math.max(0, Math.max(cpu, memory));
        }
        return (cpu + memory) / 2;
    }

    private static long free(long used, long total) {
        return used > total ? 0 : (total - used) * MAX / total;
    }
}
