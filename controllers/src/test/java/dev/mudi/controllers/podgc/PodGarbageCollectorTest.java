package dev.mudi.controllers.podgc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodGarbageCollectorTest {
    private static Pod pod(String name, String phase, int second) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withCreationTimestamp("2026-01-01T00:00:0" + second + "Z")
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build();
    }

    @Test
    void theOldestEndedPodsBeyondTheThresholdGo() {
        var pods = List.of(
                pod("b", "Succeeded", 2), pod("a", "Failed", 1), pod("c", "Succeeded", 3), pod("d", "Running", 0));
        assertThat(PodGarbageCollector.oldestEnded(pods, 1))
                .extracting(pod -> pod.getMetadata().getName())
                .containsExactly("a", "b");
    }
}
