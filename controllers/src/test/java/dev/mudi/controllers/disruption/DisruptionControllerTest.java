package dev.mudi.controllers.disruption;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.spi.ControllerFixture;
import dev.mudi.controllers.volumeprotection.ClaimProtectionController;
import dev.mudi.controllers.volumeprotection.VolumeProtectionController;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DisruptionControllerTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static PodDisruptionBudget budget(IntOrString minAvailable, IntOrString maxUnavailable) {
        return new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withMinAvailable(minAvailable)
                .withMaxUnavailable(maxUnavailable)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .endSpec()
                .build();
    }

    private Pod pod(String name) {
        return fixture.create(new PodBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName(name)
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .withNodeName("n1")
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim("data", false)
                .endVolume()
                .endSpec()
                .build());
    }

    private int allowed() {
        return fixture.client
                .policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace("a")
                .withName("web")
                .get()
                .getStatus()
                .getDisruptionsAllowed();
    }

    @Test
    void asManyMayGoAsAreHealthyBeyondTheNeed() throws Exception {
        fixture.start(DisruptionController::new);
        fixture.create(budget(new IntOrString(2), null));
        fixture.run(pod("one"), true);
        fixture.run(pod("two"), true);
        eventually(() -> assertThat(allowed()).isZero());
        fixture.run(pod("three"), true);
        eventually(() -> assertThat(allowed()).isEqualTo(1));
        fixture.client.pods().inNamespace("a").withName("one").delete();
        eventually(() -> assertThat(allowed()).isZero());
    }

    @Test
    void countsAgainstWhatTheControllersAskFor() {
        var now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(Budget.of(budget(null, new IntOrString("50%")), List.of(), 4, now)
                        .desired())
                .isEqualTo(2);
        assertThat(Budget.of(budget(new IntOrString("51%"), null), List.of(), 4, now)
                        .desired())
                .isEqualTo(3);
        assertThat(Budget.of(budget(null, new IntOrString(1)), List.of(), 0, now)
                        .allowed())
                .isZero();
    }

    private PersistentVolumeClaim claim() {
        return fixture.client
                .persistentVolumeClaims()
                .inNamespace("a")
                .withName("data")
                .get();
    }

    @Test
    void aClaimGoesOnlyAfterTheLastPodThatUsesIt() throws Exception {
        fixture.start(ClaimProtectionController::new);
        fixture.create(new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName("data")
                .endMetadata()
                .build());
        eventually(() ->
                assertThat(claim().getMetadata().getFinalizers()).containsExactly("kubernetes.io/pvc-protection"));
        pod("one");
        fixture.client
                .persistentVolumeClaims()
                .inNamespace("a")
                .withName("data")
                .delete();
        eventually(
                () -> assertThat(claim().getMetadata().getDeletionTimestamp()).isNotNull());
        assertThat(claim()).isNotNull();
        fixture.client.pods().inNamespace("a").withName("one").delete();
        eventually(() -> assertThat(claim()).isNull());
    }

    @Test
    void aBoundVolumeStays() throws Exception {
        fixture.start(VolumeProtectionController::new);
        fixture.create(new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("v")
                .endMetadata()
                .withNewStatus()
                .withPhase("Bound")
                .endStatus()
                .build());
        var volume = fixture.client.persistentVolumes().withName("v");
        eventually(() ->
                assertThat(volume.get().getMetadata().getFinalizers()).containsExactly("kubernetes.io/pv-protection"));
        volume.delete();
        eventually(() ->
                assertThat(volume.get().getMetadata().getDeletionTimestamp()).isNotNull());
        var released = volume.get();
        released.getStatus().setPhase("Released");
        fixture.client.resource(released).updateStatus();
        eventually(() -> assertThat(volume.get()).isNull());
    }
}
