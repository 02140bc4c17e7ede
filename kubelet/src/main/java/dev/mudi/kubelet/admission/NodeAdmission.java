package dev.mudi.kubelet.admission;

import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.Resources;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks resources, ports, node selector and the number of pods, with upstream's reasons and messages. */
public final class NodeAdmission {

    /** Why a pod can't run here. */
    public record Rejection(String reason, String message) {}

    private NodeAdmission() {}

    /**
     * @param pod the pod to admit
     * @param others the pods here that have not ended
     * @param nodeLabels the node's labels
     */
    public static Optional<Rejection> check(
            Pod pod, Collection<Pod> others, NodeFacts node, Map<String, String> nodeLabels) {
        return resources(pod, others, node).or(() -> selector(pod, nodeLabels)).or(() -> ports(pod, others));
    }

    private static Optional<Rejection> resources(Pod pod, Collection<Pod> others, NodeFacts node) {
        var most = node.allocatable().get("pods");
        if (most != null && others.size() + 1 > most.intValue()) {
            return Optional.of(insufficient("pods", BigDecimal.ONE, BigDecimal.valueOf(others.size()), most));
        }
        for (var request : Resources.requests(pod).entrySet()) {
            var capacity = node.allocatable().get(request.getKey());
            if (capacity == null || request.getValue().signum() == 0) {
                continue;
            }
            var used = others.stream()
                    .map(other -> Resources.requests(other).getOrDefault(request.getKey(), BigDecimal.ZERO))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (used.add(request.getValue()).compareTo(capacity) > 0) {
                return Optional.of(insufficient(request.getKey(), request.getValue(), used, capacity));
            }
        }
        return Optional.empty();
    }

    private static Rejection insufficient(String resource, BigDecimal requested, BigDecimal used, BigDecimal capacity) {
        boolean cpu = resource.equals("cpu");
        return new Rejection(
                "OutOf" + resource,
                "Node didn't have enough resource: " + resource + ", requested: " + units(requested, cpu) + ", used: "
                        + units(used, cpu) + ", capacity: " + units(capacity, cpu));
    }

    private static long units(BigDecimal amount, boolean cpu) {
        return cpu ? Resources.milli(amount) : Resources.bytes(amount);
    }

    private static Optional<Rejection> selector(Pod pod, Map<String, String> nodeLabels) {
        var selector = pod.getSpec().getNodeSelector();
        boolean matches = selector == null
                || selector.entrySet().stream().allMatch(want -> want.getValue().equals(nodeLabels.get(want.getKey())));
        return matches
                ? Optional.empty()
                : Optional.of(new Rejection(
                        "NodeAffinity",
                        "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"));
    }

    private record HostPort(String ip, String protocol, int port) {
        boolean conflictsWith(HostPort other) {
            boolean sameIp = ip.equals(other.ip) || ip.equals("0.0.0.0") || other.ip.equals("0.0.0.0");
            return sameIp && port == other.port && protocol.equals(other.protocol);
        }
    }

    private static Optional<Rejection> ports(Pod pod, Collection<Pod> others) {
        var taken = new HashSet<HostPort>();
        others.forEach(other -> taken.addAll(hostPorts(other)));
        boolean conflict =
                hostPorts(pod).stream().anyMatch(port -> taken.stream().anyMatch(port::conflictsWith));
        return conflict
                ? Optional.of(new Rejection(
                        "NodePorts",
                        "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"))
                : Optional.empty();
    }

    private static List<HostPort> hostPorts(Pod pod) {
        var ports = new ArrayList<HostPort>();
        for (var container : PodSpecs.containers(pod)) {
            for (ContainerPort port : PodSpecs.orEmpty(container.getPorts())) {
                if (port.getHostPort() != null && port.getHostPort() > 0) {
                    ports.add(new HostPort(
                            port.getHostIP() == null || port.getHostIP().isEmpty() ? "0.0.0.0" : port.getHostIP(),
                            port.getProtocol() == null ? "TCP" : port.getProtocol(),
                            port.getHostPort()));
                }
            }
        }
        return ports;
    }
}
