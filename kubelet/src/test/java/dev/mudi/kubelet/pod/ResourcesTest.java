package dev.mudi.kubelet.pod;

import static dev.mudi.kubelet.pod.Sketch.container;
import static dev.mudi.kubelet.pod.Sketch.pod;
import static dev.mudi.kubelet.pod.Sketch.withInit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.kubelet.cgroup.CpuMemory;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ResourcesTest {

    @Test
    void limitsOfEverythingThatEqualRequestsGuarantee() {
        assertThat(QosClass.of(pod("Always", container("a", "1", "1Gi", "1000m", "1024Mi"))
                        .build()))
                .isEqualTo(QosClass.GUARANTEED);
        assertThat(QosClass.of(pod("Always", container("a", "", "", "1", "1Gi")).build()))
                .isEqualTo(QosClass.GUARANTEED);
        assertThat(QosClass.of(pod("Always", container("a", "1", "", "", "")).build()))
                .isEqualTo(QosClass.BURSTABLE);
        assertThat(QosClass.of(pod("Always", container("a", "1", "1Gi", "1", "1Gi"), container("b"))
                        .build()))
                .isEqualTo(QosClass.BURSTABLE);
        assertThat(QosClass.of(pod("Always", container("a")).build())).isEqualTo(QosClass.BEST_EFFORT);
    }

    @Test
    void aPodNeedsTheMostOfStartingAndRunning() {
        var sidecar = new ContainerBuilder(container("s", "100m", "", "", ""))
                .withRestartPolicy("Always")
                .build();
        var big = container("i", "2", "", "", "");
        var pod = withInit(
                pod("Always", container("a", "500m", "", "", ""), container("b", "500m", "", "", ""))
                        .build(),
                sidecar,
                big);

        assertThat(Resources.requests(pod).get("cpu")).isEqualByComparingTo("2.1");
        var light = withInit(pod("Always", container("a", "500m", "", "", "")).build(), sidecar);
        assertThat(Resources.requests(light).get("cpu")).isEqualByComparingTo("0.6");
    }

    @Test
    void aPodIsLimitedOnlyWhenAllItsContainersAre() {
        assertThat(Resources.podLimit(
                        pod("Always", container("a", "", "", "1", ""), container("b"))
                                .build(),
                        "cpu"))
                .isZero();
        assertThat(Resources.podLimit(
                        pod("Always", container("a", "", "", "1", ""), container("b", "", "", "2", ""))
                                .build(),
                        "cpu"))
                .isEqualByComparingTo("3");
    }

    @Test
    void theKernelsNumbersAreUpstreams() {
        assertThat(CpuMemory.shares(new BigDecimal("0.1"))).isEqualTo(102);
        assertThat(CpuMemory.shares(BigDecimal.ZERO)).isEqualTo(2);
        assertThat(CpuMemory.quota(new BigDecimal("0.25"))).isEqualTo(25_000);
        assertThat(CpuMemory.quota(new BigDecimal("0.001"))).isEqualTo(1000);
        assertThat(CpuMemory.quota(BigDecimal.ZERO)).isZero();
        assertThat(CpuMemory.weight(2)).isEqualTo(1);
        assertThat(CpuMemory.weight(1024)).isEqualTo(39);
        assertThat(CpuMemory.weight(262_144)).isEqualTo(10_000);
    }

    @Test
    void theOomScoreFollowsTheClassAndTheRequest() {
        var burstable = container("a", "", "1Gi", "", "");
        var pod = pod("Always", burstable).build();
        assertThat(QosClass.BURSTABLE.oomScoreAdjust(pod, burstable, 4L << 30)).isEqualTo(750);
        assertThat(QosClass.GUARANTEED.oomScoreAdjust(pod, burstable, 4L << 30)).isEqualTo(-997);
        assertThat(QosClass.BEST_EFFORT.oomScoreAdjust(pod, burstable, 4L << 30))
                .isEqualTo(1000);
    }

    @Test
    void theHashOfAContainerChangesWithItsImageOnly() {
        var a = container("a");
        assertThat(PodSpecs.containerHash(new ContainerBuilder(a).addToArgs("x").build()))
                .isEqualTo(PodSpecs.containerHash(a));
        assertThat(PodSpecs.containerHash(
                        new ContainerBuilder(a).withImage("a:2").build()))
                .isNotEqualTo(PodSpecs.containerHash(a));
    }
}
