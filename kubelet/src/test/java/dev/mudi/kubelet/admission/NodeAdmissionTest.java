package dev.mudi.kubelet.admission;

import static dev.mudi.kubelet.pod.Sketch.container;
import static dev.mudi.kubelet.pod.Sketch.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.eviction.EvictionOrder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeAdmissionTest {

    private static final NodeFacts NODE = new NodeFacts(
            "node-1",
            "node-1",
            List.of(),
            Map.of(),
            Map.of("cpu", new BigDecimal(2), "memory", new BigDecimal(1 << 30), "pods", new BigDecimal(3)));

    private static Optional<String> check(Pod pod, Pod... others) {
        return NodeAdmission.check(pod, List.of(others), NODE, Map.of("zone", "a"))
                .map(r -> r.reason() + ": " + r.message());
    }

    private static Pod wanting(String cpu) {
        return pod("Always", container("a", cpu, "", "", "")).build();
    }

    @Test
    void aPodThatFitsIsAdmitted() {
        assertThat(check(wanting("1"), wanting("1"))).isEmpty();
    }

    @Test
    void resourcesMustBeLeft() {
        assertThat(check(wanting("1500m"), wanting("1")))
                .contains(
                        "OutOfcpu: Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000");
        assertThat(check(wanting(""), wanting(""), wanting(""), wanting("")))
                .contains("OutOfpods: Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3");
    }

    @Test
    void theNodeMustBeTheOneSelected() {
        var elsewhere = new PodBuilder(wanting("1"))
                .editSpec()
                .addToNodeSelector("zone", "b")
                .endSpec()
                .build();

        assertThat(check(elsewhere)).hasValueSatisfying(r -> assertThat(r).startsWith("NodeAffinity: "));
    }

    @Test
    void hostPortsMustBeFree() {
        assertThat(check(onPort(80, ""), onPort(80, "10.0.0.1")))
                .hasValueSatisfying(r -> assertThat(r).startsWith("NodePorts: "));
        assertThat(check(onPort(80, "10.0.0.2"), onPort(80, "10.0.0.1"))).isEmpty();
    }

    private static Pod onPort(int port, String ip) {
        return pod(
                        "Always",
                        new ContainerBuilder(container("a"))
                                .addNewPort()
                                .withContainerPort(8080)
                                .withHostPort(port)
                                .withHostIP(ip)
                                .endPort()
                                .build())
                .build();
    }

    private static Pod ranked(String uid, int priority, String memory) {
        return new PodBuilder(pod("Always", container("a", "", memory, "", "")).build())
                .editMetadata()
                .withUid(uid)
                .endMetadata()
                .editSpec()
                .withPriority(priority)
                .endSpec()
                .build();
    }

    @Test
    void whoUsesMoreThanAskedForIsEvictedFirstByPriority() {
        var modest = ranked("modest", 0, "1Gi");
        var greedy = ranked("greedy", 10, "1Mi");
        var greedier = ranked("greedier", 10, "1Mi");
        var critical = ranked("critical", 2_000_000_000, "");
        var used = Map.of("modest", 1L << 20, "greedy", 1L << 25, "greedier", 1L << 26, "critical", 1L << 30);

        assertThat(EvictionOrder.first(List.of(modest, greedy, greedier, critical), used, "memory"))
                .contains(greedier);
        assertThat(EvictionOrder.first(List.of(modest, critical), used, "memory"))
                .contains(modest);
        assertThat(EvictionOrder.first(List.of(critical), used, "memory")).isEmpty();
    }
}
