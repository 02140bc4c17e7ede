package dev.mudi.controllers.nodelifecycle;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.client.Conditions;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.client.Selection;
import dev.mudi.client.Timestamps;
import dev.mudi.controllers.podgc.PodGarbageCollector;
import dev.mudi.controllers.spi.ControllerFixture;
import dev.mudi.controllers.tainteviction.TaintEvictionController;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeControllersTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void node(String name, String ready) {
        fixture.create(new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .withLastHeartbeatTime(Timestamps.time(fixture.clock.instant()))
                .endCondition()
                .endStatus()
                .build());
    }

    private Node node(String name) {
        return fixture.client.nodes().withName(name).get();
    }

    /** Waits until the controllers have heard of the lease. */
    private void awaitLease(String name) {
        var informer =
                fixture.context().informers().of(Lease.class, Selection.all().inNamespace("kube-node-lease"));
        eventually(
                () -> assertThat(informer.lister().get("kube-node-lease", name)).isPresent());
        informer.addHandler(new ResourceEventHandler<>() {}).close(); // after those that are being told
    }

    private void lease(String name) {
        fixture.create(new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("kube-node-lease")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withRenewTime(Timestamps.zoned(fixture.clock.instant()))
                .endSpec()
                .build());
    }

    private Pod pod(String name, String node, int tolerationSeconds) {
        return fixture.create(new PodBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withTolerations(new TolerationBuilder()
                        .withKey("node.kubernetes.io/unreachable")
                        .withOperator("Exists")
                        .withEffect("NoExecute")
                        .withTolerationSeconds((long) tolerationSeconds)
                        .build())
                .endSpec()
                .build());
    }

    private static List<String> taints(Node node) {
        return node.getSpec().getTaints().stream()
                .map((Taint taint) -> taint.getKey() + ":" + taint.getEffect())
                .toList();
    }

    @Test
    void aSilentNodeBecomesUnknownAndItsPodsAreNoEndpoints() throws Exception {
        node("quiet", "True");
        node("lively", "True");
        fixture.run(pod("web", "quiet", 300), true);
        fixture.start(NodeLifecycleController::new);
        fixture.advance(Duration.ofSeconds(30));
        lease("lively");
        awaitLease("lively");
        fixture.advance(Duration.ofSeconds(21));
        eventually(() -> {
            assertThat(Conditions.of(node("quiet"), "Ready").orElseThrow().getStatus())
                    .isEqualTo("Unknown");
            assertThat(taints(node("quiet")))
                    .containsExactlyInAnyOrder(
                            "node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute");
            assertThat(Conditions.isReady(fixture.pods("a").getFirst())).isFalse();
        });
        assertThat(Conditions.isReady(node("lively"))).isTrue();
    }

    @Test
    void podsOfASilentNodeAreNoEndpointsAlsoWhenOneOfThemChangesMeanwhile() throws Exception {
        node("quiet", "True");
        fixture.run(pod("one", "quiet", 300), true);
        fixture.run(pod("two", "quiet", 300), true);
        fixture.start(NodeLifecycleController::new);
        var changed = new AtomicBoolean();
        fixture.server.fail((verb, path) -> verb.equals("PUT")
                        && path.startsWith("/api/v1/namespaces/a/pods/")
                        && changed.compareAndSet(false, true)
                ? 409
                : 0);
        fixture.advance(Duration.ofSeconds(51));
        eventually(() -> assertThat(fixture.pods("a")).hasSize(2).noneMatch(Conditions::isReady));
        assertThat(changed).isTrue();
    }

    @Test
    void aNodeThatIsWellAgainLosesItsTaints() throws Exception {
        node("one", "False");
        node("two", "True");
        fixture.start(NodeLifecycleController::new);
        eventually(() -> assertThat(taints(node("one")))
                .containsExactlyInAnyOrder(
                        "node.kubernetes.io/not-ready:NoSchedule", "node.kubernetes.io/not-ready:NoExecute"));
        var well = new NodeBuilder(node("one"))
                .editStatus()
                .editFirstCondition()
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
        fixture.client.resource(well).updateStatus();
        eventually(() -> assertThat(taints(node("one"))).isEmpty());
    }

    @Test
    void whenNoNodeIsWellNoPodIsEvicted() throws Exception {
        node("one", "False");
        fixture.start(NodeLifecycleController::new);
        eventually(() -> assertThat(taints(node("one"))).containsExactly("node.kubernetes.io/not-ready:NoSchedule"));
    }

    @Test
    void aPodGoesWhenItDoesNotTolerateTheTaintAnyLonger() throws Exception {
        node("one", "True");
        pod("patient", "one", 300);
        pod("impatient", "one", 0);
        fixture.start(TaintEvictionController::new);
        fixture.client
                .nodes()
                .withName("one")
                .edit(node -> new NodeBuilder(node)
                        .editSpec()
                        .addNewTaint(
                                "NoExecute",
                                "node.kubernetes.io/unreachable",
                                Timestamps.time(fixture.clock.instant()),
                                "")
                        .endSpec()
                        .build());
        eventually(() -> assertThat(fixture.pods("a"))
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactly("patient"));
        fixture.advance(Duration.ofSeconds(301));
        eventually(() -> assertThat(fixture.pods("a")).isEmpty());
    }

    @Test
    void podsOfANodeThatIsGoneAreRemoved() throws Exception {
        node("one", "True");
        node("two", "True");
        pod("lost", "one", 0);
        pod("kept", "two", 0);
        // All that the collector's role allows with one pod.
        var allowed = Set.of("PATCH", "DELETE");
        fixture.server.fail((verb, path) -> path.contains("/pods/") && !allowed.contains(verb) ? 403 : 0);
        fixture.start(PodGarbageCollector::new);
        fixture.client.nodes().withName("one").delete();
        eventually(() -> assertThat(node("one")).isNull());
        pod("later", "one", 0);
        eventually(() -> assertThat(fixture.pods("a")).hasSize(3));
        fixture.advance(Duration.ofSeconds(41));
        eventually(() -> assertThat(fixture.pods("a"))
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactly("kept"));
    }
}
