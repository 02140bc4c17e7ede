package dev.mudi.kubelet.sync;

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

/**
 * Which init container comes next, and which sidecar has to be brought back. Walks the list from its end, because the
 * runtime may have forgotten early init containers but never the last one that ran.
 */
final class InitSync {

    private final Pod pod;
    private final RuntimePod runtime;
    private final ProbeResults probes;
    private final List<Container> containers;

    /** What has been decided, last container first. */
    private final List<Container> starts = new ArrayList<>();

    private final List<ContainerKill> kills = new ArrayList<>();
    private boolean initialized;
    private boolean failed;
    /** Whether the container looked at had been passed before, because a later one has already run. */
    private boolean passed;

    InitSync(Pod pod, RuntimePod runtime, ProbeResults probes) {
        this.pod = pod;
        this.runtime = runtime;
        this.probes = probes;
        this.containers = PodSpecs.initContainers(pod);
        decide();
    }

    /** Whether the ordinary containers may run. */
    boolean initialized() {
        return initialized;
    }

    /** Whether an init container failed for good: the pod has failed. */
    boolean failed() {
        return failed;
    }

    List<Container> starts() {
        return failed ? List.of() : starts.reversed();
    }

    List<ContainerKill> kills() {
        return kills;
    }

    /** Whether any ordinary container was made, which means that initialization was over at some time. */
    static boolean anyRegularCreated(Pod pod, RuntimePod runtime) {
        return PodSpecs.containers(pod).stream()
                .anyMatch(c -> runtime.container(c.getName()).isPresent());
    }

    private void decide() {
        if (containers.isEmpty()) {
            initialized = true;
            return;
        }
        // An ordinary container that has ended says nothing: it may be of a sandbox before this one.
        initialized = PodSpecs.containers(pod).stream()
                .map(c -> runtime.container(c.getName()))
                .flatMap(Optional::stream)
                .anyMatch(s -> s.getState() == ContainerState.CONTAINER_CREATED || RuntimePod.isRunning(s));
        passed = initialized;
        for (int i = containers.size() - 1; i >= 0 && !failed; i--) {
            look(i);
        }
        if (!passed && !failed) {
            starts.add(containers.getFirst());
        }
    }

    private void look(int index) {
        var container = containers.get(index);
        var status = runtime.container(container.getName());
        if (status.isEmpty()) {
            if (passed && PodSpecs.isSidecar(container)) {
                starts.add(container);
            }
            return;
        }
        if (passed && !PodSpecs.isSidecar(container)) {
            return;
        }
        switch (status.get().getState()) {
            case CONTAINER_CREATED -> starts.add(container);
            case CONTAINER_RUNNING -> running(index, container, status.get());
            case CONTAINER_EXITED -> exited(index, container, status.get());
            case CONTAINER_UNKNOWN, UNRECOGNIZED -> unknown(container, status.get());
        }
        passed = true;
    }

    private void running(int index, Container container, ContainerStatus status) {
        if (!PodSpecs.isSidecar(container)) {
            return;
        }
        if (container.getStartupProbe() != null) {
            var startup = probes.startup(status.getId());
            if (startup.isEmpty()) {
                return;
            }
            if (!startup.get()) {
                restart(container, status, "failed startup probe", Reason.STARTUP_PROBE);
                return;
            }
        }
        next(index);
        if (!PodSync.isUnchanged(container, status)) {
            restart(container, status, "definition changed", Reason.SPEC_CHANGED);
        } else if (container.getLivenessProbe() != null
                && probes.liveness(status.getId()).equals(Optional.of(false))) {
            restart(container, status, "failed liveness probe", Reason.LIVENESS_PROBE);
        }
    }

    private void exited(int index, Container container, ContainerStatus status) {
        if (PodSpecs.isSidecar(container)) {
            starts.add(container);
        } else if (status.getExitCode() == 0) {
            next(index);
        } else if (PodSpecs.restartsAfter(pod, container, status.getExitCode())) {
            starts.add(container);
        } else {
            failed = true;
        }
    }

    private void unknown(Container container, ContainerStatus status) {
        if (!PodSpecs.isSidecar(container) && !PodSpecs.restartsOnFailure(pod, container)) {
            failed = true;
            return;
        }
        kills.add(new ContainerKill(
                status.getId(),
                container.getName(),
                "Init container is in \"unknown\" state, try killing it before restart",
                Reason.UNKNOWN_STATE));
        starts.add(container);
    }

    /** The container at the index is done with (or up): the one after it is next, unless it was passed before. */
    private void next(int index) {
        if (index == containers.size() - 1) {
            initialized = true;
        } else if (!passed) {
            starts.add(containers.get(index + 1));
        }
    }

    private void restart(Container container, ContainerStatus status, String what, Reason reason) {
        var message = "Init container " + container.getName() + " " + what;
        kills.add(new ContainerKill(status.getId(), container.getName(), message, reason));
        starts.add(container);
    }
}
