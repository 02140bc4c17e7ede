package dev.mudi.controllers.ephemeralvolume;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EphemeralVolumeControllerTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @BeforeEach
    void start() throws Exception {
        fixture.start(EphemeralVolumeController::new);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private PersistentVolumeClaim claim() {
        return fixture.client
                .persistentVolumeClaims()
                .inNamespace("work")
                .withName("p-scratch")
                .get();
    }

    @Test
    void aPodGetsAClaimOfItsOwnAndAnotherWhenThatIsGone() {
        var pod = fixture.create(new PodBuilder()
                .withNewMetadata()
                .withName("p")
                .withNamespace("work")
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("scratch")
                .withNewEphemeral()
                .withNewVolumeClaimTemplate()
                .withNewMetadata()
                .addToLabels("a", "b")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .endVolumeClaimTemplate()
                .endEphemeral()
                .endVolume()
                .endSpec()
                .build());

        eventually(() -> {
            assertThat(claim().getMetadata().getOwnerReferences().getFirst().getUid())
                    .isEqualTo(pod.getMetadata().getUid());
            assertThat(claim().getMetadata().getLabels()).containsEntry("a", "b");
            assertThat(claim().getSpec().getAccessModes()).containsExactly("ReadWriteOnce");
        });
        var first = claim().getMetadata().getUid();
        fixture.client.resource(claim()).delete();
        eventually(() -> assertThat(claim().getMetadata().getUid()).isNotEqualTo(first));
    }
}
