package dev.mudi.scheduler.plugins;

import static dev.mudi.scheduler.Fixtures.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.api.Test;

class PodRequestsTest {
    @Test
    void takesTheLargestInitContainerOrAllContainersWithTheirSidecars() {
        var info = pod(
                "p",
                "300m",
                "1Gi",
                builder -> builder.editSpec()
                        .addNewInitContainer()
                        .withName("sidecar")
                        .withRestartPolicy("Always")
                        .withNewResources()
                        .addToRequests("cpu", new Quantity("200m"))
                        .endResources()
                        .endInitContainer()
                        .addNewInitContainer()
                        .withName("setup")
                        .withNewResources()
                        .addToRequests("cpu", new Quantity("400m"))
                        .endResources()
                        .endInitContainer()
                        .addToOverhead("cpu", new Quantity("10m"))
                        .endSpec());
        assertThat(info.requests().milliCpu()).isEqualTo(610);
        assertThat(info.requests().memory()).isEqualTo(1L << 30);
    }

    @Test
    void countsForScoringWhatContainersDoNotAskFor() {
        var info = pod(
                "p",
                "0",
                "0",
                builder -> builder.editSpec()
                        .editContainer(0)
                        .withNewResources()
                        .endResources()
                        .endContainer()
                        .endSpec());
        assertThat(info.requests().milliCpu()).isZero();
        assertThat(info.scoringRequests().milliCpu()).isEqualTo(100);
    }
}
