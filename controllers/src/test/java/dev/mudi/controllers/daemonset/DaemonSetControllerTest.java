package dev.mudi.controllers.daemonset;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DaemonSetControllerTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @BeforeEach
    void start() throws Exception {
        fixture.start(DaemonSetController::new);
        node("n1");
        node("n2");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void node(String name) {
        fixture.create(new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("os", "linux")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build());
    }

    private static DaemonSetBuilder set(String image) {
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("agent")
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", "agent")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "agent")
                .endMetadata()
                .withNewSpec()
                .addToNodeSelector("os", "linux")
                .addNewContainer()
                .withName("c")
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec();
    }

    private DaemonSet current() {
        return fixture.client
                .apps()
                .daemonSets()
                .inNamespace("a")
                .withName("agent")
                .get();
    }

    private List<String> placed() {
        return fixture.pods("a").stream()
                .map(pod -> DaemonPod.node(pod) + "="
                        + pod.getSpec().getContainers().getFirst().getImage())
                .sorted()
                .toList();
    }

    private void setImage(String image) {
        fixture.client
                .apps()
                .daemonSets()
                .inNamespace("a")
                .withName("agent")
                .edit(set -> new DaemonSetBuilder(set)
                        .editSpec()
                        .editTemplate()
                        .editSpec()
                        .editFirstContainer()
                        .withImage(image)
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build());
    }

    @Test
    void everyNodeThatFitsHasOnePodAlsoNewOnes() {
        fixture.create(set("one").build());
        eventually(() -> assertThat(placed()).containsExactly("n1=one", "n2=one"));
        node("n3");
        eventually(() -> assertThat(placed()).hasSize(3));
        fixture.runAll("a");
        eventually(() -> {
            var status = current().getStatus();
            assertThat(status.getDesiredNumberScheduled()).isEqualTo(3);
            assertThat(status.getNumberReady()).isEqualTo(3);
            assertThat(status.getNumberAvailable()).isEqualTo(3);
        });
        fixture.client.nodes().withName("n2").edit(node -> {
            node.getMetadata().getLabels().put("os", "other");
            return node;
        });
        eventually(() -> assertThat(placed()).containsExactly("n1=one", "n3=one"));
    }

    @Test
    void updatesOneNodeAfterTheOther() {
        fixture.create(set("one").build());
        eventually(() -> assertThat(placed()).hasSize(2));
        fixture.runAll("a");
        eventually(() -> assertThat(current().getStatus().getNumberAvailable()).isEqualTo(2));
        setImage("two");
        eventually(() -> assertThat(placed()).containsAnyOf("n1=two", "n2=two").hasSize(2));
        assertThat(placed()).containsAnyOf("n1=one", "n2=one");
        fixture.runAll("a");
        eventually(() -> {
            fixture.runAll("a");
            assertThat(placed()).containsExactly("n1=two", "n2=two");
            assertThat(current().getStatus().getUpdatedNumberScheduled()).isEqualTo(2);
        });
    }

    @Test
    void withASurgeTheOldPodGoesWhenTheNewOneIsAvailable() {
        fixture.create(set("one")
                .editSpec()
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString(1))
                .withMaxUnavailable(new IntOrString(0))
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec()
                .build());
        eventually(() -> assertThat(placed()).hasSize(2));
        fixture.runAll("a");
        eventually(() -> assertThat(current().getStatus().getNumberAvailable()).isEqualTo(2));
        setImage("two");
        eventually(() -> assertThat(placed()).containsExactly("n1=one", "n1=two", "n2=one"));
        eventually(() -> {
            fixture.runAll("a");
            assertThat(placed()).containsExactly("n1=two", "n2=two");
        });
    }

    @Test
    void aPodThatHasEndedIsReplacedAfterAPause() {
        fixture.create(set("one").build());
        eventually(() -> assertThat(placed()).hasSize(2));
        Pod ended = new PodBuilder(fixture.pods("a").getFirst())
                .withNewStatus()
                .withPhase("Failed")
                .endStatus()
                .build();
        fixture.client.resource(ended).updateStatus();
        fixture.advance(Duration.ofSeconds(11));
        eventually(() -> assertThat(fixture.pods("a"))
                .hasSize(2)
                .noneMatch(pod ->
                        pod.getMetadata().getUid().equals(ended.getMetadata().getUid())));
    }

    @Test
    void aNodeFitsByItsLabelsAndTaints() {
        var spec = new PodSpecBuilder().addToNodeSelector("os", "linux").build();
        assertThat(NodeFit.of(spec, tainted(null))).isEqualTo(NodeFit.FITS);
        assertThat(NodeFit.of(spec, tainted("NoSchedule"))).isEqualTo(NodeFit.MAY_STAY);
        assertThat(NodeFit.of(spec, tainted("NoExecute"))).isEqualTo(NodeFit.UNFIT);
        assertThat(NodeFit.of(
                        new PodSpecBuilder().addToNodeSelector("os", "other").build(), tainted(null)))
                .isEqualTo(NodeFit.UNFIT);
        var numbered = new PodSpecBuilder()
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey("cores")
                .withOperator("Gt")
                .withValues("4")
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .build();
        assertThat(NodeFit.of(numbered, tainted(null))).isEqualTo(NodeFit.FITS);
    }

    private static Node tainted(String effect) {
        var builder = new NodeBuilder()
                .withNewMetadata()
                .withName("n")
                .addToLabels("os", "linux")
                .addToLabels("cores", "8")
                .endMetadata()
                .withNewSpec();
        if (effect != null) {
            builder.addNewTaint(effect, "dedicated", null, "db");
        }
        return builder.endSpec().build();
    }
}
