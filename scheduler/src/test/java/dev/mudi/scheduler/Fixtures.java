package dev.mudi.scheduler;

import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.framework.PodInfo;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Nodes and pods to schedule. */
public final class Fixtures {
    private Fixtures() {}

    /** A node with so many cores and gibibytes, and room for 110 pods. */
    public static Node node(String name, int cores, int gibibytes, Map<String, String> labels) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withAllocatable(Map.of(
                        "cpu", new Quantity(String.valueOf(cores)),
                        "memory", new Quantity(gibibytes + "Gi"),
                        "pods", new Quantity("110")))
                .endStatus()
                .build();
    }

    /** The same, empty of pods. */
    public static NodeInfo info(String name, int cores, int gibibytes) {
        return NodeInfo.of(node(name, cores, gibibytes, Map.of()));
    }

    /** A pod that asks for so much. */
    public static PodInfo pod(String name, String cpu, String memory, UnaryOperator<PodBuilder> change) {
        return PodInfo.of(change.apply(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName(name)
                        .withUid("uid-" + name)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .withImage("app:1")
                        .withNewResources()
                        .addToRequests("cpu", new Quantity(cpu))
                        .addToRequests("memory", new Quantity(memory))
                        .endResources()
                        .endContainer()
                        .endSpec())
                .build());
    }

    /** A pod that asks for so much. */
    public static PodInfo pod(String name, String cpu, String memory) {
        return pod(name, cpu, memory, builder -> builder);
    }
}
