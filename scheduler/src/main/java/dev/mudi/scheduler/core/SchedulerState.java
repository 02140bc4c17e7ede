package dev.mudi.scheduler.core;

import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.framework.PodInfo;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The nodes with their pods, as the API tells and as assumed: a pod that was decided on counts on its node at once, before
 * the API has heard of it. For one thread at a time.
 */
public final class SchedulerState {
    private final List<NodeInfo> nodes = new ArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();

    /** Where each pod counts, by uid. */
    private final Map<String, String> nodeOfPod = new HashMap<>();

    /** Pods on nodes that are not known yet, by node and uid. */
    private final Map<String, Map<String, PodInfo>> strays = new HashMap<>();

    /** All nodes, in a fixed order; a view. */
    public List<NodeInfo> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** A node of this name, if it is known. */
    public Optional<NodeInfo> node(String name) {
        var index = indexes.get(name);
        return index == null ? Optional.empty() : Optional.of(nodes.get(index));
    }

    /** A node that is new or has changed. */
    public void putNode(Node node) {
        var name = node.getMetadata().getName();
        var index = indexes.get(name);
        if (index != null) {
            nodes.set(index, nodes.get(index).on(node));
            return;
        }
        var info = NodeInfo.of(node);
        var waiting = strays.remove(name);
        if (waiting != null) {
            for (var pod : waiting.values()) {
                info = info.with(pod);
            }
        }
        indexes.put(name, nodes.size());
        nodes.add(info);
    }

    /** A node that is gone; its pods are kept in case it comes back. */
    public void removeNode(String name) {
        var index = indexes.remove(name);
        if (index == null) {
            return;
        }
        var gone = nodes.get(index);
        if (!gone.pods().isEmpty()) {
            strays.put(name, new HashMap<>(gone.pods()));
        }
        var last = nodes.removeLast();
        if (index < nodes.size()) {
            nodes.set(index, last);
            indexes.put(last.name(), index);
        }
    }

    /** The pod counts on a node from now on: the API says so, or it was decided. */
    public void putPod(PodInfo pod, String nodeName) {
        var before = nodeOfPod.put(pod.uid(), nodeName);
        if (before != null && !before.equals(nodeName)) {
            change(before, pod.uid(), null);
        }
        change(nodeName, pod.uid(), pod);
    }

    /** The pod counts nowhere: it ended, was deleted, or its binding failed. True if it counted. */
    public boolean removePod(String uid) {
        var nodeName = nodeOfPod.remove(uid);
        if (nodeName == null) {
            return false;
        }
        change(nodeName, uid, null);
        return true;
    }

    /** Whether the pod counts on some node. */
    public boolean hasPod(String uid) {
        return nodeOfPod.containsKey(uid);
    }

    private void change(String nodeName, String uid, @Nullable PodInfo pod) {
        var index = indexes.get(nodeName);
        if (index != null) {
            nodes.set(
                    index,
                    pod == null
                            ? nodes.get(index).without(uid)
                            : nodes.get(index).with(pod));
        } else if (pod != null) {
            strays.computeIfAbsent(nodeName, name -> new HashMap<>()).put(uid, pod);
        } else {
            strays.computeIfPresent(nodeName, (name, pods) -> {
                pods.remove(uid);
                return pods.isEmpty() ? null : pods;
            });
        }
    }
}
