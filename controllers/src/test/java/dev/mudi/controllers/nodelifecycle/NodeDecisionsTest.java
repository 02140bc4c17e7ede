package dev.mudi.controllers.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.nodelifecycle.NodeTaints.Execution;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeDecisionsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Node node(String zone, String ready) {
        return new NodeBuilder()
                .withNewMetadata()
                .addToLabels("topology.kubernetes.io/zone", zone)
                .endMetadata()
                .withNewSpec()
                .addNewTaint("NoSchedule", "dedicated", null, "db")
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .endCondition()
                .endStatus()
                .build();
    }

    private static List<Node> zone(int well, int ill) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < well + ill; i++) {
            nodes.add(node("z", i < well ? "True" : "Unknown"));
        }
        return nodes;
    }

    @Test
    void anOperatorsTaintsStay() {
        assertThat(NodeTaints.of(node("z", "True"), Execution.LET, NOW))
                .extracting(taint -> taint.getKey() + ":" + taint.getEffect())
                .containsExactly("dedicated:NoSchedule");
    }

    @Test
    void notReadyAndUnreachableReplaceEachOther() {
        var ill = new NodeBuilder(node("z", "False"))
                .editSpec()
                .withTaints(NodeTaints.of(node("z", "False"), Execution.EVICT, NOW))
                .endSpec()
                .build();
        assertThat(ill.getSpec().getTaints()).hasSize(3);
        var silent = new NodeBuilder(ill)
                .editStatus()
                .editFirstCondition()
                .withStatus("Unknown")
                .endCondition()
                .endStatus()
                .build();
        assertThat(NodeTaints.of(silent, Execution.EVICT, NOW))
                .extracting(taint -> taint.getKey() + ":" + taint.getEffect())
                .containsExactly(
                        "dedicated:NoSchedule",
                        "node.kubernetes.io/unreachable:NoSchedule",
                        "node.kubernetes.io/unreachable:NoExecute");
    }

    @Test
    void aCordonedNodeSaysSo() {
        var cordoned = new NodeBuilder(node("z", "True"))
                .editSpec()
                .withUnschedulable(true)
                .endSpec()
                .build();
        assertThat(NodeTaints.of(cordoned, Execution.LET, NOW))
                .extracting(taint -> taint.getKey())
                .contains("node.kubernetes.io/unschedulable");
    }

    @Test
    void mostOfASmallZoneIllStopsEvictionAndOfALargeOneSlowsIt() {
        assertThat(Disruption.pace("/z", zone(9, 1))).contains(Duration.ofSeconds(10));
        assertThat(Disruption.pace("/z", zone(4, 6))).isEmpty();
        assertThat(Disruption.pace("/z", zone(40, 60))).contains(Duration.ofSeconds(100));
        assertThat(Disruption.isTotal(zone(0, 3))).isTrue();
        assertThat(Disruption.isTotal(zone(1, 3))).isFalse();
    }

    @Test
    void nodesOfAZoneTakeTurns() {
        var disruption = new Disruption();
        var pace = Duration.ofSeconds(10);
        assertThat(disruption.takeTurn("z", pace, NOW)).isEmpty();
        assertThat(disruption.takeTurn("z", pace, NOW)).contains(pace);
        assertThat(disruption.takeTurn("other", pace, NOW)).isEmpty();
        assertThat(disruption.takeTurn("z", pace, NOW.plusSeconds(10))).isEmpty();
    }
}
