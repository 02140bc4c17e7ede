package dev.mudi.controllers.nodelifecycle;

import dev.mudi.client.Conditions;
import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The taints that a node's conditions ask for (Kubernetes reference, "Taints and Tolerations", "Taint Nodes by Condition"). */
final class NodeTaints {
    static final String NOT_READY = "node.kubernetes.io/not-ready";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
    private static final String NO_SCHEDULE = "NoSchedule";
    private static final String NO_EXECUTE = "NoExecute";

    /** A condition's type and status, joined by a slash, and the key of its taint. */
    private static final Map<String, String> BY_CONDITION = Map.of(
            "Ready/False", NOT_READY,
            "Ready/Unknown", UNREACHABLE,
            "MemoryPressure/True", "node.kubernetes.io/memory-pressure",
            "DiskPressure/True", "node.kubernetes.io/disk-pressure",
            "NetworkUnavailable/True", "node.kubernetes.io/network-unavailable",
            "PIDPressure/True", "node.kubernetes.io/pid-pressure");

    private static final Set<String> OWN = Set.of(
            NOT_READY,
            UNREACHABLE,
            UNSCHEDULABLE,
            "node.kubernetes.io/memory-pressure",
            "node.kubernetes.io/disk-pressure",
            "node.kubernetes.io/network-unavailable",
            "node.kubernetes.io/pid-pressure");

    private NodeTaints() {}

    /** What to do about the pods that already are on the node. */
    enum Execution {
        /** They may stay: the node is well, or nothing can be known. */
        LET,
        /** As it is: the node is ill, but it isn't its turn yet. */
        WAIT,
        /** They must go, unless they tolerate it. */
        EVICT
    }

    /** The taints that the node should have; those that are nobody's but an operator's stay, in their order. */
    static List<Taint> of(Node node, Execution execution, Instant now) {
        Set<String> keys = new LinkedHashSet<>();
        for (NodeCondition condition : node.getStatus().getConditions()) {
            var key = BY_CONDITION.get(condition.getType() + "/" + condition.getStatus());
            if (key != null) {
                keys.add(key);
            }
        }
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            keys.add(UNSCHEDULABLE);
        }
        List<Taint> taints = new ArrayList<>();
        for (var taint : node.getSpec().getTaints()) {
            if (isKept(taint, keys, node, execution)) {
                taints.add(taint);
            }
        }
        keys.forEach(key -> add(taints, key, NO_SCHEDULE, now));
        if (execution == Execution.EVICT) {
            executing(node).forEach(key -> add(taints, key, NO_EXECUTE, now));
        }
        return taints;
    }

    private static boolean isKept(Taint taint, Set<String> keys, Node node, Execution execution) {
        if (NO_SCHEDULE.equals(taint.getEffect())) {
            return !OWN.contains(taint.getKey()) || keys.contains(taint.getKey());
        }
        var isOwn = NO_EXECUTE.equals(taint.getEffect())
                && (taint.getKey().equals(NOT_READY) || taint.getKey().equals(UNREACHABLE));
        return !isOwn || (execution != Execution.LET && executing(node).contains(taint.getKey()));
    }

    /** The key under which pods would have to go: not ready, or not heard of. */
    private static Set<String> executing(Node node) {
        return Conditions.of(node, Conditions.READY)
                .map(ready -> BY_CONDITION.get("Ready/" + ready.getStatus()))
                .map(Set::of)
                .orElse(Set.of());
    }

    /** Whether the node is ill but its pods have not been told to go. */
    static boolean awaitsEviction(Node node) {
        return executing(node).stream()
                .anyMatch(key -> node.getSpec().getTaints().stream()
                        .noneMatch(taint -> NO_EXECUTE.equals(taint.getEffect())
                                && taint.getKey().equals(key)));
    }

    private static void add(List<Taint> taints, String key, String effect, Instant now) {
        if (taints.stream().anyMatch(taint -> taint.getKey().equals(key) && effect.equals(taint.getEffect()))) {
            return;
        }
        taints.add(new TaintBuilder()
                .withKey(key)
                .withEffect(effect)
                .withTimeAdded(Timestamps.time(now))
                .build());
    }
}
