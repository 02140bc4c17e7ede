package dev.mudi.kubelet.prober;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.client.ManualClock;
import dev.mudi.kubelet.event.PodEvents;
import dev.mudi.kubelet.pod.Sketch;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProberTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> woken = new CopyOnWriteArrayList<>();
    private final ManualClock clock = new ManualClock(Sketch.EPOCH);
    private volatile ProbeOutcome outcome = ProbeOutcome.success("");
    private final Prober prober = new Prober(
            (probe, target) -> outcome,
            new PodEvents(
                    (about, type, reason, message) -> told.add(about.getFieldPath() + " " + reason + ": " + message)),
            woken::add,
            clock);

    @AfterEach
    void close() {
        prober.close();
    }

    private static Container probed(boolean startup) {
        var container = new ContainerBuilder(Sketch.container("a"))
                .withNewReadinessProbe()
                .withPeriodSeconds(1)
                .withFailureThreshold(1)
                .endReadinessProbe();
        return (startup
                        ? container
                                .withNewStartupProbe()
                                .withPeriodSeconds(1)
                                .withFailureThreshold(10)
                                .endStartupProbe()
                        : container)
                .build();
    }

    private static Pod pod(Container container) {
        return Sketch.pod("Always", container).build();
    }

    @Test
    void aNewContainerIsNotReadyBeforeItsProbeSaysSo() {
        outcome = ProbeOutcome.failure("not yet");
        prober.sync(pod(probed(false)), new Sketch().running("a").runtime(), "10.0.0.1");

        assertThat(prober.readiness("a-0")).contains(false);
        await().atMost(PATIENCE)
                .until(() -> told.contains("spec.containers{a} Unhealthy: Readiness probe failed: not yet"));
        outcome = ProbeOutcome.success("");
        clock.advance(Duration.ofSeconds(1));
        await().atMost(PATIENCE).until(() -> prober.readiness("a-0").equals(Optional.of(true)));
        await().atMost(PATIENCE).until(() -> woken.contains("uid-1"));
    }

    @Test
    void ofAContainerFromBeforeNothingIsSaidUntilItIsAsked() {
        clock.advance(Duration.ofHours(1));
        try (var later = new Prober((probe, target) -> outcome, new PodEvents((a, t, r, m) -> {}), uid -> {}, clock)) {
            outcome = ProbeOutcome.error("busy");
            later.sync(
                    pod(new ContainerBuilder(probed(false))
                            .editReadinessProbe()
                            .withInitialDelaySeconds(7200)
                            .endReadinessProbe()
                            .build()),
                    new Sketch().running("a").runtime(),
                    "10.0.0.1");

            assertThat(later.readiness("a-0")).isEmpty();
        }
    }

    @Test
    void otherProbesWaitForTheStartupProbe() {
        var pod = pod(probed(true));
        var runtime = new Sketch().running("a").runtime();
        outcome = ProbeOutcome.failure("starting");
        prober.sync(pod, runtime, "10.0.0.1");
        assertThat(prober.readiness("a-0")).isEmpty();

        outcome = ProbeOutcome.success("");
        await().atMost(PATIENCE).until(() -> prober.startup("a-0").equals(Optional.of(true)));
        prober.sync(pod, runtime, "10.0.0.1");
        await().atMost(PATIENCE).until(() -> prober.readiness("a-0").equals(Optional.of(true)));
    }

    @Test
    void theVerdictsOfAContainerEndWithIt() {
        var pod = pod(probed(false));
        prober.sync(pod, new Sketch().running("a").runtime(), "10.0.0.1");
        await().atMost(PATIENCE).until(() -> prober.readiness("a-0").equals(Optional.of(true)));

        prober.sync(pod, new Sketch().exited("a", 1).runtime(), "10.0.0.1");

        assertThat(prober.readiness("a-0")).isEmpty();
    }

    @Test
    void aPodThatIsBeingDeletedIsOnlyAskedWhetherItIsReady() {
        var pod = new PodBuilder(pod(new ContainerBuilder(probed(false))
                        .withNewLivenessProbe()
                        .withFailureThreshold(1)
                        .endLivenessProbe()
                        .build()))
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build();
        outcome = ProbeOutcome.failure("gone");
        prober.sync(pod, new Sketch().running("a").runtime(), "10.0.0.1");

        await().atMost(PATIENCE).until(() -> !told.isEmpty());
        assertThat(told).allMatch(event -> event.contains("Readiness"));
        assertThat(prober.liveness("a-0")).isEmpty();
    }
}
