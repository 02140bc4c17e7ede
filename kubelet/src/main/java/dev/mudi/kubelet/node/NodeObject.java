package dev.mudi.kubelet.node;

import dev.mudi.client.Timestamps;
import dev.mudi.kubelet.config.KubeletConfiguration;
import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.NodeSystemInfoBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the Node object. Pure.
 *
 * @param facts what is known of the node
 * @param configuration the node agent's
 * @param labels those the operator wants, besides the usual ones
 * @param runtime name and version of the runtime, such as {@code mudi://0.1.0}
 */
public record NodeObject(
        NodeFacts facts, KubeletConfiguration configuration, Map<String, String> labels, String runtime) {

    /** The version that the node says it has: that of the Kubernetes it behaves as. */
    public static final String KUBELET_VERSION = "v1.36.2";

    /** The labels that every node has, and the operator's. */
    public Map<String, String> allLabels() {
        var all = new LinkedHashMap<String, String>();
        all.put("beta.kubernetes.io/arch", HostFacts.architecture());
        all.put("beta.kubernetes.io/os", "linux");
        all.put("kubernetes.io/arch", HostFacts.architecture());
        all.put("kubernetes.io/hostname", facts.name());
        all.put("kubernetes.io/os", "linux");
        all.putAll(labels);
        return all;
    }

    /** The object to register. */
    public Node node(NodeStatus status) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(facts.name())
                .withLabels(allLabels())
                .addToAnnotations("volumes.kubernetes.io/controller-managed-attach-detach", "true")
                .endMetadata()
                .withNewSpec()
                .withTaints(configuration.registerWithTaints())
                .endSpec()
                .withStatus(status)
                .build();
    }

    /**
     * The status.
     *
     * @param last the one before, whose transition times stay where nothing changes
     * @param port of the server
     */
    public NodeStatus status(NodeStatus last, NodeHealth health, List<ContainerImage> images, int port, Instant now) {
        return new NodeStatusBuilder()
                .withAddresses(addresses())
                .withCapacity(quantities(facts.capacity()))
                .withAllocatable(quantities(facts.allocatable()))
                .withConditions(conditions(last, health, now))
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(port)
                .endDaemonEndpoints()
                .withImages(images)
                .withNodeInfo(info())
                .build();
    }

    private List<NodeAddress> addresses() {
        var addresses = new ArrayList<NodeAddress>();
        facts.addresses().forEach(address -> addresses.add(new NodeAddress(address, "InternalIP")));
        addresses.add(new NodeAddress(facts.hostname(), "Hostname"));
        return addresses;
    }

    private static Map<String, Quantity> quantities(Map<String, BigDecimal> amounts) {
        var quantities = new LinkedHashMap<String, Quantity>();
        amounts.forEach((name, amount) -> quantities.put(name, quantity(name, amount)));
        return quantities;
    }

    private static Quantity quantity(String name, BigDecimal amount) {
        boolean kibi = name.equals("memory") && amount.signum() > 0;
        if (kibi) {
            return new Quantity(Long.toString(amount.longValue() / 1024), "Ki");
        }
        var milli = amount.movePointRight(3);
        boolean whole = amount.stripTrailingZeros().scale() <= 0;
        return whole ? new Quantity(amount.toBigInteger().toString()) : new Quantity(milli.toBigInteger() + "", "m");
    }

    private NodeSystemInfo info() {
        return new NodeSystemInfoBuilder()
                .withArchitecture(HostFacts.architecture())
                .withBootID(HostFacts.bootId())
                .withContainerRuntimeVersion(runtime)
                .withKernelVersion(HostFacts.kernelVersion())
                .withKubeProxyVersion("")
                .withKubeletVersion(KUBELET_VERSION)
                .withMachineID(HostFacts.machineId())
                .withOperatingSystem("linux")
                .withOsImage(HostFacts.osImage())
                .withSystemUUID(HostFacts.systemUuid())
                .build();
    }

    private static List<NodeCondition> conditions(NodeStatus last, NodeHealth health, Instant now) {
        var conditions = new ArrayList<NodeCondition>();
        conditions.add(pressure(
                "MemoryPressure",
                health.memoryPressure(),
                "KubeletHasInsufficientMemory",
                "kubelet has insufficient memory available",
                "KubeletHasSufficientMemory",
                "kubelet has sufficient memory available"));
        conditions.add(pressure(
                "DiskPressure",
                health.diskPressure(),
                "KubeletHasDiskPressure",
                "kubelet has disk pressure",
                "KubeletHasNoDiskPressure",
                "kubelet has no disk pressure"));
        conditions.add(pressure(
                "PIDPressure",
                health.pidPressure(),
                "KubeletHasInsufficientPID",
                "kubelet has insufficient PID available",
                "KubeletHasSufficientPID",
                "kubelet has sufficient PID available"));
        conditions.add(
                health.isReady()
                        ? condition("Ready", true, "KubeletReady", "kubelet is posting ready status")
                        : condition("Ready", false, "KubeletNotReady", String.join(", ", health.problems())));
        for (var condition : conditions) {
            condition.setLastHeartbeatTime(Timestamps.time(now));
            condition.setLastTransitionTime(PodSpecs.orEmpty(last.getConditions()).stream()
                    .filter(c -> c.getType().equals(condition.getType())
                            && c.getStatus().equals(condition.getStatus())
                            && c.getLastTransitionTime() != null)
                    .map(NodeCondition::getLastTransitionTime)
                    .findFirst()
                    .orElse(Timestamps.time(now)));
        }
        PodSpecs.orEmpty(last.getConditions()).stream()
                .filter(c -> conditions.stream().noneMatch(own -> own.getType().equals(c.getType())))
                .forEach(conditions::add);
        return conditions;
    }

    private static NodeCondition pressure(
            String type, boolean holds, String reason, String message, String noReason, String noMessage) {
        return condition(type, holds, holds ? reason : noReason, holds ? message : noMessage);
    }

    private static NodeCondition condition(String type, boolean holds, String reason, String message) {
        return new NodeConditionBuilder()
                .withType(type)
                .withStatus(holds ? "True" : "False")
                .withReason(reason)
                .withMessage(message)
                .build();
    }
}
