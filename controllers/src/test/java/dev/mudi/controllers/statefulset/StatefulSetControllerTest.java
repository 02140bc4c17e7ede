package dev.mudi.controllers.statefulset;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatefulSetControllerTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @BeforeEach
    void start() throws Exception {
        fixture.start(StatefulSetController::new);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static StatefulSetBuilder set(int replicas, String image) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("db")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withServiceName("dbs")
                .withNewSelector()
                .addToMatchLabels("app", "db")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "db")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage(image)
                .endContainer()
                .endSpec()
                .endTemplate()
                .withVolumeClaimTemplates(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName("data")
                        .endMetadata()
                        .build())
                .endSpec();
    }

    private StatefulSet current() {
        return fixture.client
                .apps()
                .statefulSets()
                .inNamespace("a")
                .withName("db")
                .get();
    }

    private void edit(UnaryOperator<StatefulSet> change) {
        fixture.client.apps().statefulSets().inNamespace("a").withName("db").edit(change);
    }

    private List<String> names() {
        return fixture.pods("a").stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private Pod pod(String name) {
        return fixture.client.pods().inNamespace("a").withName(name).get();
    }

    private void awaitReady(int replicas) {
        eventually(() -> {
            fixture.runAll("a");
            assertThat(current().getStatus().getReadyReplicas()).isEqualTo(replicas == 0 ? null : replicas);
            assertThat(current().getStatus().getReplicas()).isEqualTo(replicas);
        });
    }

    @Test
    void aPodComesWhenTheOneBeforeItIsReady() {
        fixture.create(set(2, "one").build());
        eventually(() -> assertThat(names()).containsExactly("db-0"));
        fixture.runAll("a");
        eventually(() -> assertThat(names()).containsExactly("db-0", "db-1"));
        var first = pod("db-0");
        assertThat(first.getSpec().getHostname()).isEqualTo("db-0");
        assertThat(first.getSpec().getSubdomain()).isEqualTo("dbs");
        assertThat(first.getMetadata().getLabels()).containsEntry("apps.kubernetes.io/pod-index", "0");
        assertThat(first.getSpec()
                        .getVolumes()
                        .getFirst()
                        .getPersistentVolumeClaim()
                        .getClaimName())
                .isEqualTo("data-db-0");
        assertThat(fixture.client
                        .persistentVolumeClaims()
                        .inNamespace("a")
                        .list()
                        .getItems())
                .hasSize(2);
    }

    @Test
    void shrinksFromTheHighestOneAtATime() {
        fixture.create(set(3, "one").build());
        awaitReady(3);
        edit(set ->
                new StatefulSetBuilder(set).editSpec().withReplicas(1).endSpec().build());
        eventually(() -> assertThat(names()).containsExactly("db-0"));
        assertThat(fixture.server.requests().stream()
                        .filter(line -> line.startsWith("DELETE"))
                        .distinct())
                .containsExactly("DELETE /api/v1/namespaces/a/pods/db-2", "DELETE /api/v1/namespaces/a/pods/db-1");
    }

    @Test
    void updatesFromTheHighestAndWaitsForEach() {
        fixture.create(set(2, "one").build());
        awaitReady(2);
        edit(StatefulSetControllerTest::newImage);
        eventually(() -> assertThat(image("db-1")).isEqualTo("two"));
        assertThat(image("db-0")).isEqualTo("one");
        fixture.runAll("a");
        eventually(() -> assertThat(image("db-0")).isEqualTo("two"));
        fixture.runAll("a");
        eventually(() -> {
            var status = current().getStatus();
            assertThat(status.getUpdatedReplicas()).isEqualTo(2);
            assertThat(status.getCurrentRevision()).isEqualTo(status.getUpdateRevision());
        });
    }

    private static StatefulSet newImage(StatefulSet set) {
        return new StatefulSetBuilder(set)
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withImage("two")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private String image(String name) {
        return pod(name).getSpec().getContainers().getFirst().getImage();
    }

    @Test
    void aPartitionKeepsThePodsBelowItAsTheyAreAlsoWhenTheyComeAgain() {
        fixture.create(set(2, "one")
                .editSpec()
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withPartition(1)
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec()
                .build());
        awaitReady(2);
        edit(StatefulSetControllerTest::newImage);
        eventually(() -> assertThat(image("db-1")).isEqualTo("two"));
        awaitReady(2);
        fixture.client.pods().inNamespace("a").withName("db-0").delete();
        eventually(() -> assertThat(pod("db-0")).isNotNull());
        assertThat(image("db-0")).isEqualTo("one");
    }

    @Test
    void aParallelSetMakesAllPodsAtOnce() {
        fixture.create(set(3, "one")
                .editSpec()
                .withPodManagementPolicy("Parallel")
                .endSpec()
                .build());
        eventually(() -> assertThat(names()).containsExactly("db-0", "db-1", "db-2"));
    }

    @Test
    void aPodThatHasEndedIsReplaced() {
        fixture.create(set(1, "one").build());
        awaitReady(1);
        var before = pod("db-0");
        before.getStatus().setPhase("Failed");
        fixture.client.resource(before).updateStatus();
        eventually(() -> assertThat(pod("db-0").getMetadata().getUid())
                .isNotEqualTo(before.getMetadata().getUid()));
    }
}
