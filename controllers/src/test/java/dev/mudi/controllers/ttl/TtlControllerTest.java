package dev.mudi.controllers.ttl;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.Test;

class TtlControllerTest {
    @Test
    void aLargerClusterKeepsLongerAndAStepIsLeftLaterThanEntered() {
        var steps = new TtlSteps();

        assertThat(steps.secondsFor(100)).isZero();
        assertThat(steps.secondsFor(101)).isEqualTo(15);
        assertThat(steps.secondsFor(95)).isEqualTo(15);
        assertThat(steps.secondsFor(89)).isZero();
        assertThat(steps.secondsFor(5_000)).isEqualTo(300);
    }

    @Test
    void aNodeSaysHowLongItMayKeepWhatItReads() throws Exception {
        try (var fixture = new ControllerFixture()) {
            fixture.start(TtlController::new);
            fixture.create(new NodeBuilder()
                    .withNewMetadata()
                    .withName("n")
                    .endMetadata()
                    .build());

            eventually(() -> assertThat(fixture.client
                            .nodes()
                            .withName("n")
                            .get()
                            .getMetadata()
                            .getAnnotations())
                    .containsEntry(TtlController.ANNOTATION, "0"));
        }
    }
}
