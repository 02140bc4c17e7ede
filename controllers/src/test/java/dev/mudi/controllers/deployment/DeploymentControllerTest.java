package dev.mudi.controllers.deployment;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.replicaset.ReplicaSetController;
import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentControllerTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @BeforeEach
    void start() throws Exception {
        fixture.start(DeploymentController::new);
        fixture.start(ReplicaSetController::ofReplicaSets);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static Deployment deployment(int replicas, String image) {
        return ScalePlanTest.deployment(replicas, "1", "0", image);
    }

    private Deployment current() {
        return fixture.client
                .apps()
                .deployments()
                .inNamespace("a")
                .withName("web")
                .get();
    }

    private List<ReplicaSet> sets() {
        return fixture.client.apps().replicaSets().inNamespace("a").list().getItems();
    }

    private void edit(UnaryOperator<Deployment> change) {
        fixture.client.apps().deployments().inNamespace("a").withName("web").edit(change);
    }

    private void setImage(String image) {
        edit(deployment -> new DeploymentBuilder(deployment)
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

    private DeploymentCondition condition(String type) {
        return RolloutStatus.condition(current().getStatus(), type).orElseThrow();
    }

    private void awaitRolledOut(int replicas, String image) {
        eventually(() -> {
            fixture.runAll("a");
            var status = current().getStatus();
            assertThat(status.getUpdatedReplicas()).isEqualTo(replicas);
            assertThat(status.getReplicas()).isEqualTo(replicas);
            assertThat(status.getAvailableReplicas()).isEqualTo(replicas);
            assertThat(status.getObservedGeneration())
                    .isEqualTo(current().getMetadata().getGeneration());
            assertThat(condition("Progressing").getReason()).isEqualTo("NewReplicaSetAvailable");
            assertThat(condition("Available").getStatus()).isEqualTo("True");
            assertThat(fixture.pods("a"))
                    .hasSize(replicas)
                    .allSatisfy(pod -> assertThat(
                                    pod.getSpec().getContainers().getFirst().getImage())
                            .isEqualTo(image));
        });
    }

    @Test
    void makesAReplicaSetNamedByItsTemplate() {
        fixture.create(deployment(3, "one"));
        awaitRolledOut(3, "one");
        assertThat(sets()).singleElement().satisfies(set -> {
            var hash = set.getMetadata().getLabels().get("pod-template-hash");
            assertThat(set.getMetadata().getName()).isEqualTo("web-" + hash);
            assertThat(set.getSpec().getSelector().getMatchLabels()).containsEntry("pod-template-hash", hash);
            assertThat(set.getMetadata().getAnnotations())
                    .containsEntry("deployment.kubernetes.io/revision", "1")
                    .containsEntry("deployment.kubernetes.io/desired-replicas", "3")
                    .containsEntry("deployment.kubernetes.io/max-replicas", "4");
        });
        assertThat(current().getMetadata().getAnnotations()).containsEntry("deployment.kubernetes.io/revision", "1");
    }

    @Test
    void rollsANewTemplateOutAndBackUnderANewRevision() {
        fixture.create(deployment(3, "one"));
        awaitRolledOut(3, "one");
        setImage("two");
        awaitRolledOut(3, "two");
        assertThat(sets()).hasSize(2);
        setImage("one");
        awaitRolledOut(3, "one");
        assertThat(sets())
                .hasSize(2)
                .anySatisfy(set -> assertThat(set.getMetadata().getAnnotations())
                        .containsEntry("deployment.kubernetes.io/revision", "3")
                        .containsEntry("deployment.kubernetes.io/revision-history", "1"));
    }

    @Test
    void keepsOnlyAsManyOldReplicaSetsAsTheHistoryAllows() {
        fixture.create(deployment(1, "image-0"));
        awaitRolledOut(1, "image-0");
        for (int i = 1; i < 5; i++) {
            setImage("image-" + i);
            awaitRolledOut(1, "image-" + i);
        }
        eventually(() -> assertThat(sets()).hasSize(3));
    }

    @Test
    void recreateStartsNothingNewBeforeAllOldPodsAreGone() {
        fixture.create(new DeploymentBuilder(deployment(2, "one"))
                .editSpec()
                .withNewStrategy()
                .withType("Recreate")
                .endStrategy()
                .endSpec()
                .build());
        awaitRolledOut(2, "one");
        fixture.client
                .pods()
                .inNamespace("a")
                .resources()
                .forEach(pod -> pod.edit(one -> {
                    one.getMetadata().setFinalizers(List.of("example.com/slow"));
                    return one;
                }));
        setImage("two");
        eventually(() -> assertThat(fixture.pods("a"))
                .hasSize(2)
                .allSatisfy(pod ->
                        assertThat(pod.getMetadata().getDeletionTimestamp()).isNotNull()));
        assertThat(sets()).hasSize(1);
        fixture.client
                .pods()
                .inNamespace("a")
                .resources()
                .forEach(pod -> pod.edit(one -> {
                    one.getMetadata().setFinalizers(List.of());
                    return one;
                }));
        awaitRolledOut(2, "two");
    }

    @Test
    void aPausedDeploymentScalesButDoesNotRollOut() {
        fixture.create(deployment(2, "one"));
        awaitRolledOut(2, "one");
        edit(deployment -> new DeploymentBuilder(deployment)
                .editSpec()
                .withPaused(true)
                .withReplicas(3)
                .endSpec()
                .build());
        eventually(() -> assertThat(condition("Progressing").getReason()).isEqualTo("DeploymentPaused"));
        setImage("two");
        eventually(() -> assertThat(fixture.pods("a")).hasSize(3));
        assertThat(sets()).hasSize(1);
        edit(deployment -> new DeploymentBuilder(deployment)
                .editSpec()
                .withPaused(false)
                .endSpec()
                .build());
        awaitRolledOut(3, "two");
    }

    @Test
    void saysSoWhenTheDeadlineForProgressIsOver() {
        fixture.create(deployment(1, "one"));
        eventually(() -> assertThat(current().getStatus().getUpdatedReplicas()).isEqualTo(1));
        fixture.advance(Duration.ofSeconds(602));
        eventually(() -> {
            assertThat(condition("Progressing").getReason()).isEqualTo("ProgressDeadlineExceeded");
            assertThat(condition("Progressing").getStatus()).isEqualTo("False");
            assertThat(condition("Available").getStatus()).isEqualTo("False");
        });
    }

    @Test
    void anotherReplicaSetOfTheSameNameLeadsToAnotherHash() {
        fixture.create(deployment(1, "one"));
        awaitRolledOut(1, "one");
        var name = sets().getFirst().getMetadata().getName();
        fixture.client.apps().deployments().inNamespace("a").withName("web").delete();
        fixture.client.apps().replicaSets().inNamespace("a").withName(name).edit(set -> {
            set.getMetadata().getOwnerReferences().getFirst().setUid("stranger");
            return set;
        });
        fixture.client.pods().inNamespace("a").delete();
        fixture.create(deployment(1, "one"));
        eventually(() -> assertThat(current().getStatus().getCollisionCount()).isEqualTo(1));
        eventually(() -> assertThat(sets()).hasSize(2));
    }

    @Test
    void writesNothingWhenNothingIsToBeDone() {
        fixture.create(deployment(2, "one"));
        awaitRolledOut(2, "one");
        fixture.takeWrites();
        edit(deployment -> {
            deployment.getMetadata().setLabels(java.util.Map.of("nudge", "1"));
            return deployment;
        });
        assertThat(fixture.takeWrites())
                .as("the edit alone")
                .containsExactly("PATCH /apis/apps/v1/namespaces/a/deployments/web");
    }
}
