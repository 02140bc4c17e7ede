package dev.mudi.kubelet.sync;

import static dev.mudi.kubelet.pod.Sketch.container;
import static dev.mudi.kubelet.pod.Sketch.pod;
import static dev.mudi.kubelet.pod.Sketch.sidecar;
import static dev.mudi.kubelet.pod.Sketch.withInit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.pod.Sketch;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodSyncTest {

    /** Verdicts by container id, of each kind of probe. */
    private record Verdicts(Map<String, Boolean> startups, Map<String, Boolean> livenesses) implements ProbeResults {
        @Override
        public Optional<Boolean> startup(String containerId) {
            return Optional.ofNullable(startups.get(containerId));
        }

        @Override
        public Optional<Boolean> liveness(String containerId) {
            return Optional.ofNullable(livenesses.get(containerId));
        }

        @Override
        public Optional<Boolean> readiness(String containerId) {
            return Optional.empty();
        }
    }

    private static PodActions decide(Pod pod, Sketch runtime) {
        return PodSync.decide(pod, runtime.runtime(), ProbeResults.NONE);
    }

    private static List<String> names(List<Container> containers) {
        return containers.stream().map(Container::getName).toList();
    }

    private static Sketch inSandbox() {
        return new Sketch().sandbox(0, true);
    }

    @Test
    void aNewPodGetsASandboxAndAllItsContainers() {
        var actions = PodSync.decide(
                pod("Always", container("a"), container("b")).build(), RuntimePod.none("uid-1"), ProbeResults.NONE);

        assertThat(actions.createSandbox()).isTrue();
        assertThat(actions.killPod()).isFalse();
        assertThat(actions.attempt()).isZero();
        assertThat(names(actions.starts())).containsExactly("a", "b");
    }

    @Test
    void aPodThatRunsNeedsNothing() {
        assertThat(decide(pod("Always", container("a")).build(), inSandbox().running("a"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aDeadSandboxIsReplacedAndEverythingStartsAnew() {
        var actions = decide(
                pod("Always", container("a")).build(),
                new Sketch().sandbox(0, false).exited("a", 137));

        assertThat(actions.killPod()).isTrue();
        assertThat(actions.createSandbox()).isTrue();
        assertThat(actions.attempt()).isEqualTo(1);
        assertThat(names(actions.starts())).containsExactly("a");
    }

    @Test
    void aPodThatNeverRestartsGetsNoSecondSandbox() {
        var actions = decide(
                pod("Never", container("a")).build(),
                new Sketch().sandbox(0, false).exited("a", 1));

        assertThat(actions.createSandbox()).isFalse();
        assertThat(actions.killPod()).isTrue();
    }

    @Test
    void restartPolicyDecidesWhetherAnEndedContainerStartsAgain() {
        assertThat(names(decide(
                                pod("Always", container("a")).build(),
                                inSandbox().exited("a", 0))
                        .starts()))
                .containsExactly("a");
        assertThat(names(decide(
                                pod("OnFailure", container("a")).build(),
                                inSandbox().exited("a", 1))
                        .starts()))
                .containsExactly("a");
        assertThat(decide(pod("OnFailure", container("a")).build(), inSandbox().exited("a", 0))
                        .killPod())
                .isTrue();
        assertThat(decide(pod("Never", container("a")).build(), inSandbox().exited("a", 1))
                        .killPod())
                .isTrue();
    }

    @Test
    void aContainersOwnRulesGoBeforeThePodsPolicy() {
        var ruled = new ContainerBuilder(container("a"))
                .addNewRestartPolicyRule()
                .withAction("Restart")
                .withNewExitCodes()
                .withOperator("In")
                .withValues(42)
                .endExitCodes()
                .endRestartPolicyRule()
                .build();

        assertThat(names(decide(pod("Never", ruled).build(), inSandbox().exited("a", 42))
                        .starts()))
                .containsExactly("a");
        assertThat(decide(pod("Never", ruled).build(), inSandbox().exited("a", 1))
                        .starts())
                .isEmpty();
    }

    @Test
    void nothingStartsInAPodThatIsBeingDeleted() {
        var pod = new PodBuilder(pod("Always", container("a")).build())
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build();

        assertThat(decide(pod, inSandbox().exited("a", 1)).starts()).isEmpty();
    }

    @Test
    void initContainersRunOneAfterTheOther() {
        var pod = withInit(pod("Always", container("a")).build(), container("i1"), container("i2"));

        assertThat(names(decide(pod, inSandbox()).initStarts())).containsExactly("i1");
        assertThat(decide(pod, inSandbox().running("i1")).isEmpty()).isTrue();
        assertThat(names(decide(pod, inSandbox().exited("i1", 0)).initStarts())).containsExactly("i2");
        var done = decide(pod, inSandbox().exited("i1", 0).exited("i2", 0));
        assertThat(done.initStarts()).isEmpty();
        assertThat(names(done.starts())).containsExactly("a");
    }

    @Test
    void aFailedInitContainerIsTriedAgainUnlessThePodNeverRestarts() {
        var init = container("i1");
        assertThat(names(decide(
                                withInit(pod("Always", container("a")).build(), init),
                                inSandbox().exited("i1", 1))
                        .initStarts()))
                .containsExactly("i1");
        assertThat(decide(
                                withInit(pod("Never", container("a")).build(), init),
                                inSandbox().exited("i1", 1))
                        .killPod())
                .isTrue();
    }

    @Test
    void initContainersThatWereCollectedDoNotRunAgain() {
        var pod = withInit(pod("Always", container("a")).build(), container("i1"));

        assertThat(decide(pod, inSandbox().running("a")).isEmpty()).isTrue();
    }

    @Test
    void aSidecarIsStartedInItsTurnAndBroughtBack() {
        var pod = withInit(pod("Always", container("a")).build(), sidecar("s"), container("i"));

        assertThat(names(decide(pod, inSandbox()).initStarts())).containsExactly("s");
        assertThat(names(decide(pod, inSandbox().running("s")).initStarts())).containsExactly("i");
        var running = inSandbox().running("s").exited("i", 0).running("a");
        assertThat(decide(pod, running).isEmpty()).isTrue();
        var died = inSandbox().exited("s", 1).exited("i", 0).running("a");
        assertThat(names(decide(pod, died).initStarts())).containsExactly("s");
    }

    @Test
    void theNextContainerWaitsForTheStartupProbeOfASidecar() {
        var probed = new ContainerBuilder(sidecar("s"))
                .withNewStartupProbe()
                .endStartupProbe()
                .build();
        var pod = withInit(pod("Always", container("a")).build(), probed);
        var runtime = inSandbox().running("s").runtime();

        assertThat(PodSync.decide(pod, runtime, ProbeResults.NONE).starts()).isEmpty();
        var passed = new Verdicts(Map.of("s-0", true), Map.of());
        assertThat(names(PodSync.decide(pod, runtime, passed).starts())).containsExactly("a");
        var failed = PodSync.decide(pod, runtime, new Verdicts(Map.of("s-0", false), Map.of()));
        assertThat(failed.kills())
                .extracting(ContainerKill::reason)
                .containsExactly(ContainerKill.Reason.STARTUP_PROBE);
        assertThat(names(failed.initStarts())).containsExactly("s");
    }

    @Test
    void sidecarsDoNotKeepAnEndedPodAlive() {
        var pod = withInit(pod("Never", container("a")).build(), sidecar("s"));

        var actions = decide(pod, inSandbox().running("s").exited("a", 0));

        assertThat(actions.killPod()).isTrue();
        assertThat(actions.initStarts()).isEmpty();
    }

    @Test
    void aContainerThatFailsItsLivenessProbeIsKilledAndRestarted() {
        var pod = pod("Always", container("a"), container("b")).build();
        var runtime = inSandbox().running("a").running("b").runtime();

        var actions = PodSync.decide(pod, runtime, new Verdicts(Map.of(), Map.of("a-0", false)));

        assertThat(actions.kills())
                .containsExactly(new ContainerKill(
                        "a-0",
                        "a",
                        "Container a failed liveness probe, will be restarted",
                        ContainerKill.Reason.LIVENESS_PROBE));
        assertThat(names(actions.starts())).containsExactly("a");
    }

    @Test
    void aContainerThatFailsItsLivenessProbeStaysDeadInAPodThatNeverRestarts() {
        var runtime = inSandbox().running("a").runtime();

        var actions = PodSync.decide(
                pod("Never", container("a")).build(), runtime, new Verdicts(Map.of(), Map.of("a-0", false)));

        assertThat(actions.starts()).isEmpty();
        assertThat(actions.killPod()).isTrue();
    }

    @Test
    void aChangedImageReplacesTheContainerWhateverThePolicy() {
        var changed = new ContainerBuilder(container("a")).withImage("a:2").build();

        var actions = decide(pod("Never", changed).build(), inSandbox().running("a"));

        assertThat(actions.kills())
                .extracting(ContainerKill::message)
                .containsExactly("Container a definition changed, will be restarted");
        assertThat(names(actions.starts())).containsExactly("a");
    }

    @Test
    void aContainerInUnknownStateIsKilledBeforeItIsStartedAgain() {
        var actions = decide(pod("Always", container("a")).build(), inSandbox().unknown("a"));

        assertThat(actions.kills()).extracting(ContainerKill::containerId).containsExactly("a-0");
        assertThat(names(actions.starts())).containsExactly("a");
    }

    @Test
    void twoReadySandboxesAreReplacedByOne() {
        var actions = decide(
                pod("Always", container("a")).build(),
                new Sketch().sandbox(0, true).sandbox(1, true).running("a"));

        assertThat(actions.killPod()).isTrue();
        assertThat(actions.attempt()).isEqualTo(2);
    }

    @Test
    void ephemeralContainersStartOnceAndOnlyOnce() {
        var pod = new PodBuilder(pod("Always", container("a")).build())
                .editSpec()
                .addNewEphemeralContainer()
                .withName("debug")
                .withImage("debug:1")
                .endEphemeralContainer()
                .endSpec()
                .build();

        assertThat(names(decide(pod, inSandbox().running("a")).ephemeralStarts()))
                .containsExactly("debug");
        assertThat(decide(pod, inSandbox().running("a").exited("debug", 1)).isEmpty())
                .isTrue();
    }
}
