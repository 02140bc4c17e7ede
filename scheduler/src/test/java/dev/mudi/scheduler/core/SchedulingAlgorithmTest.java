package dev.mudi.scheduler.core;

import static dev.mudi.scheduler.Fixtures.info;
import static dev.mudi.scheduler.Fixtures.node;
import static dev.mudi.scheduler.Fixtures.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.plugins.DefaultPlugins;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SchedulingAlgorithmTest {
    private final SchedulingAlgorithm algorithm =
            new SchedulingAlgorithm(DefaultPlugins.profile(), new SplittableRandom(1));

    private String placed(dev.mudi.scheduler.framework.PodInfo pod, NodeInfo... nodes) {
        return switch (algorithm.decide(pod, List.of(nodes))) {
            case Decision.Placed placed -> placed.node();
            case Decision.Unschedulable refused -> refused.message();
        };
    }

    @Test
    void choosesTheNodeWithMostLeft() {
        var busy = info("busy", 4, 8).with(pod("other", "3", "6Gi"));
        assertThat(placed(pod("p", "500m", "1Gi"), busy, info("idle", 4, 8))).isEqualTo("idle");
    }

    @Test
    void saysOfEachNodeWhatIsMissingAsUpstreamDoes() {
        var tainted = NodeInfo.of(new NodeBuilder(node("t", 8, 8, Map.of()))
                .editSpec()
                .addNewTaint("NoSchedule", "gpu", null, "yes")
                .endSpec()
                .build());
        assertThat(placed(pod("p", "6", "1Gi"), info("a", 4, 8), info("b", 2, 8), tainted))
                .isEqualTo("0/3 nodes are available: 1 node(s) had untolerated taint {gpu: yes}, 2 Insufficient cpu.");
        assertThat(placed(pod("p", "1", "1Gi"))).isEqualTo("no nodes available to schedule pods");
    }

    @Test
    void runsPodsOnlyWhereTheirSelectorAndAffinitySay() {
        var disk = NodeInfo.of(node("disk", 4, 8, Map.of("disk", "ssd")));
        var plain = info("plain", 4, 8);
        var selecting = pod(
                "p",
                "1",
                "1Gi",
                builder -> builder.editSpec().addToNodeSelector("disk", "ssd").endSpec());
        assertThat(placed(selecting, plain, disk)).isEqualTo("disk");
        assertThat(placed(selecting, plain))
                .isEqualTo("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
        var preferring = pod(
                "p",
                "1",
                "1Gi",
                builder -> builder.editSpec()
                        .withNewAffinity()
                        .withNewNodeAffinity()
                        .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                        .withWeight(50)
                        .withNewPreference()
                        .addNewMatchExpression()
                        .withKey("disk")
                        .withOperator("Exists")
                        .endMatchExpression()
                        .endPreference()
                        .endPreferredDuringSchedulingIgnoredDuringExecution()
                        .endNodeAffinity()
                        .endAffinity()
                        .endSpec());
        assertThat(placed(preferring, plain, disk)).isEqualTo("disk");
    }

    @Test
    void keepsAHostPortForOnePod() {
        var first = pod(
                "first",
                "1",
                "1Gi",
                builder -> builder.editSpec()
                        .editContainer(0)
                        .addNewPort()
                        .withContainerPort(80)
                        .withHostPort(80)
                        .withProtocol("TCP")
                        .endPort()
                        .endContainer()
                        .endSpec());
        assertThat(placed(first, info("a", 4, 8).with(first), info("b", 4, 8))).isEqualTo("b");
        assertThat(placed(first, info("a", 4, 8).with(first)))
                .isEqualTo(
                        "0/1 nodes are available: " + "1 node(s) didn't have free ports for the requested pod ports.");
    }

    @Test
    void leavesCordonedNodesAlone() {
        var cordoned = NodeInfo.of(new NodeBuilder(node("c", 4, 8, Map.of()))
                .editSpec()
                .withUnschedulable(true)
                .endSpec()
                .build());
        assertThat(placed(pod("p", "1", "1Gi"), cordoned))
                .isEqualTo("0/1 nodes are available: 1 node(s) were unschedulable.");
    }

    @Test
    void spreadsEqualPodsOverEqualNodesByChance() {
        var nodes = List.of(info("a", 4, 8), info("b", 4, 8), info("c", 4, 8));
        var counts = new HashMap<String, Integer>();
        for (int i = 0; i < 300; i++) {
            if (algorithm.decide(pod("p", "1", "1Gi"), nodes) instanceof Decision.Placed placed) {
                counts.merge(placed.node(), 1, Integer::sum);
            }
        }
        assertThat(counts)
                .hasSize(3)
                .allSatisfy((name, count) -> assertThat(count).isBetween(60, 140));
    }

    @Test
    void looksAtPartOfALargeClusterAndAtEveryNodeInTurn() {
        var nodes = new java.util.ArrayList<NodeInfo>();
        for (int i = 0; i < 1000; i++) {
            nodes.add(info("n" + i, 4, 8));
        }
        assertThat(SchedulingAlgorithm.enough(1000)).isEqualTo(420);
        assertThat(SchedulingAlgorithm.enough(5000)).isEqualTo(500);
        assertThat(SchedulingAlgorithm.enough(50)).isEqualTo(50);
        var seen = new HashSet<Integer>();
        for (int i = 0; i < 3; i++) {
            if (algorithm.decide(pod("p", "1", "1Gi"), nodes) instanceof Decision.Placed placed) {
                seen.add(placed.evaluated());
            }
        }
        assertThat(seen).containsExactly(420);
    }
}
