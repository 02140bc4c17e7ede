package dev.mudi.kubelet.status;

import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts what a pod's containers are doing and names the phase. Source: reference, "Pod phase". Pure. */
final class Phase {

    private final Pod pod;
    private final Map<String, ContainerStatus> byName;

    private int pendingInit;
    private int pendingSidecars;
    private int failedInit;
    private int unknown;
    private int running;
    private int waiting;
    private int stopped;
    private int stoppedForGood;
    private int succeeded;

    private Phase(Pod pod, List<ContainerStatus> statuses) {
        this.pod = pod;
        this.byName = statuses.stream()
                .collect(Collectors.toMap(ContainerStatus::getName, Function.identity(), (first, second) -> first));
    }

    /**
     * @param statuses of ordinary and init containers
     * @param ended whether the containers have ended for good
     * @param initialized whether an ordinary container of the present sandbox was ever started
     */
    static String of(Pod pod, List<ContainerStatus> statuses, boolean ended, boolean initialized) {
        var phase = new Phase(pod, statuses);
        for (var container : PodSpecs.initContainers(pod)) {
            if (PodSpecs.isSidecar(container)) {
                phase.countSidecar(container);
            } else {
                phase.countInit(container);
            }
        }
        PodSpecs.containers(pod).forEach(phase::count);
        return phase.name(ended, initialized);
    }

    private static Optional<ContainerStateTerminated> terminated(ContainerStatus status) {
        if (status.getState().getTerminated() != null) {
            return Optional.of(status.getState().getTerminated());
        }
        var last = status.getLastState();
        return last == null || status.getState().getWaiting() == null
                ? Optional.empty()
                : Optional.ofNullable(last.getTerminated());
    }

    private void countInit(Container container) {
        var status = byName.get(container.getName());
        var end = status == null ? Optional.<ContainerStateTerminated>empty() : terminated(status);
        if (end.isEmpty()) {
            pendingInit++;
        } else if (end.get().getExitCode() != 0
                && !PodSpecs.restartsAfter(pod, container, end.get().getExitCode())) {
            failedInit++;
        }
    }

    private void countSidecar(Container container) {
        var status = byName.get(container.getName());
        if (status == null) {
            unknown++;
        } else if (status.getState().getRunning() != null) {
            pendingSidecars += Boolean.TRUE.equals(status.getStarted()) ? 0 : 1;
            running++;
        } else if (status.getState().getWaiting() != null && terminated(status).isEmpty()) {
            pendingSidecars++;
            waiting++;
        }
    }

    private void count(Container container) {
        var status = byName.get(container.getName());
        if (status == null) {
            unknown++;
            return;
        }
        var end = terminated(status);
        if (status.getState().getRunning() != null) {
            running++;
        } else if (end.isPresent()) {
            int exitCode = end.get().getExitCode();
            stopped++;
            stoppedForGood += PodSpecs.restartsAfter(pod, container, exitCode) ? 0 : 1;
            // A container that waits to be restarted has not succeeded, whatever its last exit code.
            succeeded += exitCode == 0 && status.getState().getTerminated() != null ? 1 : 0;
        } else {
            waiting++;
        }
    }

    private String name(boolean ended, boolean initialized) {
        if (failedInit > 0) {
            return "Failed";
        }
        if (pendingInit > 0 || (pendingSidecars > 0 && !initialized) || waiting > 0) {
            return "Pending";
        }
        if (running > 0 && unknown == 0) {
            return "Running";
        }
        if (running == 0 && stopped > 0 && unknown == 0) {
            if (!ended && stopped != stoppedForGood) {
                return "Running";
            }
            return stopped == succeeded ? "Succeeded" : "Failed";
        }
        return "Pending";
    }
}
