package dev.mudi.kubelet.status;

import static dev.mudi.kubelet.pod.Sketch.container;
import static dev.mudi.kubelet.pod.Sketch.pod;
import static dev.mudi.kubelet.pod.Sketch.withInit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.pod.Sketch;
import dev.mudi.kubelet.sync.ProbeResults;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusGeneratorTest {

    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

    private final StatusGenerator generator = new StatusGenerator("mudi");
    private PodStatus last = new PodStatus();
    private Map<String, Waiting> waiting = Map.of();
    private boolean ended;
    private ProbeResults probes = ProbeResults.NONE;

    private PodStatus status(Pod pod, RuntimePod runtime) {
        return generator.generate(
                new StatusInput(pod, runtime, last, waiting, probes, ended, List.of("192.0.2.1"), NOW));
    }

    private static PodCondition condition(PodStatus status, String type) {
        return status.getConditions().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Sketch inSandbox() {
        return new Sketch().sandbox(0, true);
    }

    @Test
    void aPodThatHasNotStartedIsPending() {
        var status = status(pod("Always", container("a")).build(), RuntimePod.none("uid-1"));

        assertThat(status.getPhase()).isEqualTo("Pending");
        assertThat(status.getStartTime()).isEqualTo("2026-01-02T00:00:00Z");
        var a = status.getContainerStatuses().getFirst();
        assertThat(a.getState().getWaiting().getReason()).isEqualTo("ContainerCreating");
        assertThat(a.getStarted()).isFalse();
        assertThat(condition(status, "PodScheduled").getStatus()).isEqualTo("True");
        assertThat(condition(status, "PodReadyToStartContainers").getStatus()).isEqualTo("False");
        assertThat(condition(status, "Ready").getMessage()).isEqualTo("containers with unready status: [a]");
        assertThat(condition(status, "Ready").getReason()).isEqualTo("ContainersNotReady");
    }

    @Test
    void aPodWhoseContainersRunIsRunningAndReady() {
        var status = status(
                pod("Always", container("a")).build(), inSandbox().running("a").runtime());

        assertThat(status.getPhase()).isEqualTo("Running");
        assertThat(status.getPodIP()).isEqualTo("10.0.0.1");
        assertThat(status.getPodIPs()).containsExactly(new PodIP("10.0.0.1"));
        assertThat(status.getHostIP()).isEqualTo("192.0.2.1");
        assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
        assertThat(condition(status, "Ready").getObservedGeneration()).isEqualTo(1);
        assertThat(status.getContainerStatuses().getFirst().getContainerID()).isEqualTo("mudi://a-0");
    }

    @Test
    void aConditionThatHoldsKeepsTheTimeOfItsLastChange() {
        var pod = pod("Always", container("a")).build();
        last = status(pod, inSandbox().running("a").runtime());
        last.getConditions().forEach(c -> c.setLastTransitionTime("2025-12-31T00:00:00Z"));

        var status = status(pod, inSandbox().running("a").runtime());

        assertThat(status.getConditions())
                .allMatch(c -> c.getLastTransitionTime().equals("2025-12-31T00:00:00Z"));
    }

    @Test
    void aPodUnderReadinessGatesIsReadyWhenTheyAre() {
        var gated = pod("Always", container("a"))
                .editSpec()
                .addNewReadinessGate("shop.dev/open")
                .endSpec();
        var runtime = inSandbox().running("a").runtime();

        var closed = status(gated.build(), runtime);
        assertThat(condition(closed, "ContainersReady").getStatus()).isEqualTo("True");
        assertThat(condition(closed, "Ready").getReason()).isEqualTo("ReadinessGatesNotReady");
        assertThat(condition(closed, "Ready").getMessage())
                .isEqualTo("corresponding condition of pod readiness gate \"shop.dev/open\" does not exist.");
        var open = gated.withNewStatus()
                .addNewCondition()
                .withType("shop.dev/open")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
        var status = status(open, runtime);
        assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
        assertThat(condition(status, "shop.dev/open").getStatus()).isEqualTo("True");
    }

    @Test
    void readinessIsWhatTheProbeSaysAndUntilThenWhatTheApiSaid() {
        var probed = new ContainerBuilder(container("a"))
                .withNewReadinessProbe()
                .endReadinessProbe()
                .build();
        var pod = pod("Always", probed).build();
        var runtime = inSandbox().running("a").runtime();

        assertThat(status(pod, runtime).getContainerStatuses().getFirst().getReady())
                .isFalse();
        probes = readiness(true);
        last = status(pod, runtime);
        assertThat(last.getContainerStatuses().getFirst().getReady()).isTrue();
        probes = ProbeResults.NONE;
        assertThat(status(pod, runtime).getContainerStatuses().getFirst().getReady())
                .isTrue();
        probes = readiness(false);
        assertThat(status(pod, runtime).getContainerStatuses().getFirst().getReady())
                .isFalse();
    }

    private static ProbeResults readiness(boolean ready) {
        return new ProbeResults() {
            @Override
            public Optional<Boolean> startup(String containerId) {
                return Optional.empty();
            }

            @Override
            public Optional<Boolean> liveness(String containerId) {
                return Optional.empty();
            }

            @Override
            public Optional<Boolean> readiness(String containerId) {
                return Optional.of(ready);
            }
        };
    }

    @Test
    void aContainerInBackOffWaitsAndShowsHowItEnded() {
        waiting = Map.of("a", new Waiting("CrashLoopBackOff", "back-off 10s"));

        var status = status(
                pod("Always", container("a")).build(),
                inSandbox().exited("a", 1).exited("a", 2).runtime());

        var a = status.getContainerStatuses().getFirst();
        assertThat(a.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
        assertThat(a.getLastState().getTerminated().getExitCode()).isEqualTo(2);
        assertThat(a.getRestartCount()).isEqualTo(1);
        assertThat(status.getPhase()).isEqualTo("Running");
    }

    @Test
    void aRestartedContainerShowsTheRunBeforeIt() {
        var a = status(
                        pod("Always", container("a")).build(),
                        inSandbox().exited("a", 3).running("a").runtime())
                .getContainerStatuses()
                .getFirst();

        assertThat(a.getRestartCount()).isEqualTo(1);
        assertThat(a.getLastState().getTerminated().getExitCode()).isEqualTo(3);
        assertThat(a.getLastState().getTerminated().getReason()).isEqualTo("Error");
    }

    @Test
    void aPodThatRunsToItsEndSucceedsOrFails() {
        var done = status(
                pod("Never", container("a"), container("b")).build(),
                inSandbox().exited("a", 0).exited("b", 0).runtime());
        assertThat(done.getPhase()).isEqualTo("Succeeded");
        assertThat(condition(done, "Ready").getReason()).isEqualTo("PodCompleted");
        var failed = status(
                pod("Never", container("a"), container("b")).build(),
                inSandbox().exited("a", 0).exited("b", 1).runtime());
        assertThat(failed.getPhase()).isEqualTo("Failed");
        var halfway = status(
                pod("Never", container("a"), container("b")).build(),
                inSandbox().exited("a", 1).running("b").runtime());
        assertThat(halfway.getPhase()).isEqualTo("Running");
    }

    @Test
    void aPodThatWasEndedHasFailedThoughItWouldRestart() {
        ended = true;

        assertThat(status(
                                pod("Always", container("a")).build(),
                                inSandbox().exited("a", 143).runtime())
                        .getPhase())
                .isEqualTo("Failed");
    }

    @Test
    void theEndOfAPodIsFinal() {
        last.setPhase("Failed");
        last.setReason("Evicted");

        var status = status(
                pod("Always", container("a")).build(), inSandbox().running("a").runtime());

        assertThat(status.getPhase()).isEqualTo("Failed");
        assertThat(status.getReason()).isEqualTo("Evicted");
        assertThat(condition(status, "Ready").getReason()).isEqualTo("PodFailed");
    }

    @Test
    void aPodInitializesBeforeItRuns() {
        var pod = withInit(pod("Always", container("a")).build(), container("i"));

        var initializing = status(pod, inSandbox().running("i").runtime());
        assertThat(initializing.getPhase()).isEqualTo("Pending");
        assertThat(initializing
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getWaiting()
                        .getReason())
                .isEqualTo("PodInitializing");
        assertThat(condition(initializing, "Initialized").getMessage())
                .isEqualTo("containers with incomplete status: [i]");
        var running = status(pod, inSandbox().exited("i", 0).running("a").runtime());
        assertThat(running.getPhase()).isEqualTo("Running");
        assertThat(condition(running, "Initialized").getStatus()).isEqualTo("True");
        assertThat(running.getInitContainerStatuses().getFirst().getReady()).isTrue();
    }

    @Test
    void aContainerThatVanishedIsCountedAsARestart() {
        var pod = pod("Always", container("a")).build();
        last = status(pod, inSandbox().running("a").runtime());

        var a = status(pod, inSandbox().runtime()).getContainerStatuses().getFirst();

        assertThat(a.getLastState().getTerminated().getReason()).isEqualTo("ContainerStatusUnknown");
        assertThat(a.getRestartCount()).isEqualTo(1);
    }

    @Test
    void podsOnTheHostsNetworkHaveTheNodesAddress() {
        var pod = new PodBuilder(pod("Always", container("a")).build())
                .editSpec()
                .withHostNetwork(true)
                .endSpec()
                .build();

        assertThat(status(pod, RuntimePod.none("uid-1")).getPodIP()).isEqualTo("192.0.2.1");
    }
}
