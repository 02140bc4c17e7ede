package dev.mudi.controllers.replicaset;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.client.OwnerReferences;
import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplicaSetControllerTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static ReplicaSet replicaSet(int replicas, int minReady) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withMinReadySeconds(minReady)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("i")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private ReplicaSet current() {
        return fixture.client
                .apps()
                .replicaSets()
                .inNamespace("a")
                .withName("web")
                .get();
    }

    private void awaitPods(int count) {
        eventually(() -> assertThat(fixture.pods("a")).hasSize(count));
    }

    @Test
    void createsWhatIsMissingAndReportsIt() throws Exception {
        fixture.start(ReplicaSetController::ofReplicaSets);
        fixture.create(replicaSet(3, 0));
        awaitPods(3);
        fixture.runAll("a");
        eventually(() -> {
            var status = current().getStatus();
            assertThat(status.getReplicas()).isEqualTo(3);
            assertThat(status.getReadyReplicas()).isEqualTo(3);
            assertThat(status.getAvailableReplicas()).isEqualTo(3);
            assertThat(status.getFullyLabeledReplicas()).isEqualTo(3);
            assertThat(status.getObservedGeneration()).isEqualTo(1);
        });
        assertThat(fixture.pods("a")).allSatisfy(pod -> {
            assertThat(pod.getMetadata().getName()).startsWith("web-");
            assertThat(OwnerReferences.isControlledBy(pod, current())).isTrue();
        });
    }

    @Test
    void deletesWhatIsTooMuchAndTheUnreadyFirst() throws Exception {
        fixture.start(ReplicaSetController::ofReplicaSets);
        fixture.create(replicaSet(3, 0));
        awaitPods(3);
        var ready = fixture.pods("a").get(1);
        fixture.run(ready, true);
        eventually(() -> assertThat(current().getStatus().getReadyReplicas()).isEqualTo(1));
        fixture.client
                .apps()
                .replicaSets()
                .inNamespace("a")
                .withName("web")
                .edit(set -> new ReplicaSetBuilder(set)
                        .editSpec()
                        .withReplicas(1)
                        .endSpec()
                        .build());
        awaitPods(1);
        assertThat(fixture.pods("a").getFirst().getMetadata().getName())
                .isEqualTo(ready.getMetadata().getName());
    }

    @Test
    void replacesAPodThatIsDeletedOrHasFailed() throws Exception {
        fixture.start(ReplicaSetController::ofReplicaSets);
        fixture.create(replicaSet(2, 0));
        awaitPods(2);
        var before = fixture.pods("a");
        fixture.client.resource(before.get(0)).delete();
        fixture.client
                .resource(new PodBuilder(before.get(1))
                        .withNewStatus()
                        .withPhase("Failed")
                        .endStatus()
                        .build())
                .updateStatus();
        eventually(() -> assertThat(fixture.pods("a"))
                .filteredOn(pod -> !before.contains(pod))
                .extracting(pod -> pod.getMetadata().getUid())
                .doesNotContain(before.get(0).getMetadata().getUid())
                .hasSize(3));
    }

    @Test
    void adoptsOrphansItSelectsAndReleasesPodsItNoLongerSelects() throws Exception {
        fixture.create(new PodBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("orphan")
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build());
        fixture.start(ReplicaSetController::ofReplicaSets);
        fixture.create(replicaSet(2, 0));
        eventually(() -> assertThat(orphan().getMetadata().getOwnerReferences()).hasSize(1));
        awaitPods(2);
        fixture.client
                .pods()
                .inNamespace("a")
                .withName("orphan")
                .edit(pod -> new PodBuilder(pod)
                        .editMetadata()
                        .withLabels(Map.of("app", "debug"))
                        .endMetadata()
                        .build());
        eventually(() -> assertThat(orphan().getMetadata().getOwnerReferences()).isEmpty());
        awaitPods(3);
    }

    private Pod orphan() {
        return fixture.client.pods().inNamespace("a").withName("orphan").get();
    }

    @Test
    void aReadyPodIsAvailableOnlyAfterMinReadySeconds() throws Exception {
        fixture.start(ReplicaSetController::ofReplicaSets);
        fixture.create(replicaSet(1, 30));
        awaitPods(1);
        fixture.runAll("a");
        eventually(() -> assertThat(current().getStatus().getReadyReplicas()).isEqualTo(1));
        assertThat(current().getStatus().getAvailableReplicas()).isIn(null, 0);
        fixture.advance(Duration.ofSeconds(31));
        eventually(
                () -> assertThat(current().getStatus().getAvailableReplicas()).isEqualTo(1));
    }

    @Test
    void reportsWhyPodsCanNotBeCreated() throws Exception {
        fixture.server.fail((verb, path) -> verb.equals("POST") && path.endsWith("/pods") ? 403 : 0);
        fixture.start(ReplicaSetController::ofReplicaSets);
        fixture.create(replicaSet(2, 0));
        eventually(() -> assertThat(current().getStatus().getConditions())
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.getType()).isEqualTo("ReplicaFailure");
                    assertThat(condition.getReason()).isEqualTo("FailedCreate");
                }));
        eventually(() -> assertThat(
                        fixture.client.v1().events().inNamespace("a").list().getItems())
                .anySatisfy(event -> assertThat(event.getReason()).isEqualTo("FailedCreate")));
    }

    @Test
    void replicationControllersAreKeptAlike() throws Exception {
        fixture.start(ReplicaSetController::ofReplicationControllers);
        var set = replicaSet(2, 0);
        fixture.create(new ReplicationControllerBuilder()
                .withMetadata(set.getMetadata())
                .withNewSpec()
                .withReplicas(2)
                .withSelector(Map.of("app", "web"))
                .withTemplate(set.getSpec().getTemplate())
                .endSpec()
                .build());
        awaitPods(2);
        eventually(() -> assertThat(controller().getStatus().getReplicas()).isEqualTo(2));
        assertThat(fixture.pods("a"))
                .allSatisfy(pod -> assertThat(OwnerReferences.isControlledBy(pod, controller()))
                        .isTrue());
    }

    private ReplicationController controller() {
        return fixture.client
                .replicationControllers()
                .inNamespace("a")
                .withName("web")
                .get();
    }
}
