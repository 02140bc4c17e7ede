package dev.mudi.kubelet.sync;

import dev.mudi.kubelet.pod.CriLabels;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.sync.ContainerKill.Reason;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatus;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides what a pod that should run needs next. Pure: no I/O, no clock; the same input gives the same actions. */
public final class PodSync {

    private PodSync() {}

    /** The actions for a pod that is not being ended. */
    public static PodActions decide(Pod pod, RuntimePod runtime, ProbeResults probes) {
        var sandbox = SandboxDecision.of(pod, runtime);
        if (sandbox.create()) {
            return fromTheStart(pod, runtime, sandbox);
        }
        var ephemeral = PodSpecs.ephemeralContainers(pod).stream()
                .filter(c -> runtime.container(c.getName()).isEmpty())
                .toList();
        var init = new InitSync(pod, runtime, probes);
        if (init.failed() || !init.initialized()) {
            return new PodActions(
                    init.failed(),
                    false,
                    sandbox.sandboxId(),
                    sandbox.attempt(),
                    init.kills(),
                    ephemeral,
                    init.starts(),
                    List.of());
        }
        return running(pod, runtime, probes, sandbox, init, ephemeral);
    }

    private static PodActions fromTheStart(Pod pod, RuntimePod runtime, SandboxDecision sandbox) {
        boolean neverAgain = PodSpecs.restartPolicy(pod).equals("Never")
                && sandbox.attempt() != 0
                && !runtime.containers().isEmpty();
        var starts = PodSpecs.containers(pod).stream()
                .filter(c -> !isDone(pod, c, runtime))
                .toList();
        boolean nothingLeft = starts.isEmpty() && InitSync.anyRegularCreated(pod, runtime);
        if (neverAgain || nothingLeft) {
            return new PodActions(
                    true, false, sandbox.sandboxId(), sandbox.attempt(), List.of(), List.of(), List.of(), List.of());
        }
        var init = PodSpecs.initContainers(pod);
        return new PodActions(
                !runtime.sandboxes().isEmpty(),
                true,
                sandbox.sandboxId(),
                sandbox.attempt(),
                List.of(),
                List.of(),
                init.isEmpty() ? List.of() : List.of(init.getFirst()),
                init.isEmpty() ? starts : List.of());
    }

    private static boolean isDone(Pod pod, Container container, RuntimePod runtime) {
        var policy = container.getRestartPolicy();
        var effective = policy == null ? PodSpecs.restartPolicy(pod) : policy;
        return effective.equals("OnFailure")
                && runtime.container(container.getName())
                        .filter(s -> s.getState() == ContainerState.CONTAINER_EXITED && s.getExitCode() == 0)
                        .isPresent();
    }

    private static PodActions running(
            Pod pod,
            RuntimePod runtime,
            ProbeResults probes,
            SandboxDecision sandbox,
            InitSync init,
            List<Container> ephemeral) {
        var kills = new ArrayList<ContainerKill>(init.kills());
        var starts = new ArrayList<Container>();
        int kept = 0;
        for (var container : PodSpecs.containers(pod)) {
            var status = runtime.container(container.getName());
            if (status.isEmpty() || !RuntimePod.isRunning(status.get())) {
                if (shouldStart(pod, container, runtime)) {
                    starts.add(container);
                    status.filter(s -> s.getState() == ContainerState.CONTAINER_UNKNOWN)
                            .ifPresent(s -> kills.add(unknown(container, s)));
                }
                continue;
            }
            var kill = reasonToKill(pod, container, status.get(), probes);
            if (kill.isEmpty()) {
                kept++;
                continue;
            }
            kills.add(kill.get());
            if (kill.get().reason() == Reason.SPEC_CHANGED || PodSpecs.restartsOnFailure(pod, container)) {
                starts.add(container);
            }
        }
        boolean over = kept == 0 && starts.isEmpty();
        return new PodActions(
                over,
                false,
                sandbox.sandboxId(),
                sandbox.attempt(),
                kills,
                ephemeral,
                over ? List.of() : init.starts(),
                starts);
    }

    private static ContainerKill unknown(Container container, ContainerStatus status) {
        return new ContainerKill(
                status.getId(),
                container.getName(),
                "Container is in \"unknown\" state, try killing it before restart",
                Reason.UNKNOWN_STATE);
    }

    private static Optional<ContainerKill> reasonToKill(
            Pod pod, Container container, ContainerStatus status, ProbeResults probes) {
        boolean restart = PodSpecs.restartsOnFailure(pod, container);
        var name = container.getName();
        if (!isUnchanged(container, status)) {
            return Optional.of(kill(status, name, "definition changed", Reason.SPEC_CHANGED, true));
        }
        if (probes.liveness(status.getId()).equals(Optional.of(false))) {
            return Optional.of(kill(status, name, "failed liveness probe", Reason.LIVENESS_PROBE, restart));
        }
        if (probes.startup(status.getId()).equals(Optional.of(false))) {
            return Optional.of(kill(status, name, "failed startup probe", Reason.STARTUP_PROBE, restart));
        }
        return Optional.empty();
    }

    private static ContainerKill kill(
            ContainerStatus status, String name, String what, Reason reason, boolean restart) {
        var message = "Container " + name + " " + what + (restart ? ", will be restarted" : "");
        return new ContainerKill(status.getId(), name, message, reason);
    }

    /** Whether the container that runs is the one that the spec describes; an image change is the one change allowed. */
    static boolean isUnchanged(Container container, ContainerStatus status) {
        var hash = status.getAnnotationsOrDefault(CriLabels.CONTAINER_HASH, "");
        return hash.isEmpty() || hash.equals(PodSpecs.containerHash(container));
    }

    /** Whether a container that doesn't run should: never in a pod that is being deleted. */
    public static boolean shouldStart(Pod pod, Container container, RuntimePod runtime) {
        if (PodSpecs.isDeleting(pod)) {
            return false;
        }
        var status = runtime.container(container.getName());
        if (status.isEmpty()) {
            return true;
        }
        return switch (status.get().getState()) {
            case CONTAINER_RUNNING -> false;
            case CONTAINER_CREATED, CONTAINER_UNKNOWN, UNRECOGNIZED -> true;
            case CONTAINER_EXITED ->
                PodSpecs.isSidecarOf(pod, container)
                        || PodSpecs.restartsAfter(pod, container, status.get().getExitCode());
        };
    }
}
