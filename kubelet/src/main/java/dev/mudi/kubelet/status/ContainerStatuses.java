package dev.mudi.kubelet.status;

import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.sync.PodSync;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountStatus;
import io.fabric8.kubernetes.api.model.VolumeMountStatusBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The statuses of one kind of containers (init, ordinary or ephemeral) of a pod. Pure. */
final class ContainerStatuses {

    private static final String GONE = "ContainerStatusUnknown";
    private static final int KILLED = 137;

    private final StatusInput input;
    private final String runtimeName;
    private final boolean init;
    private final Map<String, ContainerStatus> last;

    ContainerStatuses(StatusInput input, String runtimeName, boolean init, List<ContainerStatus> last) {
        this.input = input;
        this.runtimeName = runtimeName;
        this.init = init;
        this.last = last.stream().collect(Collectors.toMap(ContainerStatus::getName, Function.identity(), (a, b) -> b));
    }

    List<ContainerStatus> of(List<Container> containers) {
        var statuses = new ArrayList<ContainerStatus>();
        for (var container : containers) {
            var status = one(container);
            if (wantsRun(container, status)) {
                wait(container, status);
            }
            readiness(container, status);
            statuses.add(status);
        }
        return statuses;
    }

    private ContainerStatus one(Container container) {
        var seen = input.runtime().containers().stream()
                .filter(c -> RuntimePod.nameOf(c).equals(container.getName()))
                .limit(2)
                .toList();
        if (seen.isEmpty()) {
            return unseen(container);
        }
        var newest = seen.getFirst();
        var builder = new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(image(container, newest))
                .withImageID(newest.getImageRef())
                .withContainerID(containerId(newest))
                .withRestartCount(RuntimePod.restartCountOf(newest))
                .withState(state(newest))
                .withLastState(lastState(container, newest, seen))
                .withVolumeMounts(mounts(container))
                .withResources(container.getResources())
                .withReady(false);
        if (container.getResources() != null && container.getResources().getRequests() != null) {
            builder.withAllocatedResources(container.getResources().getRequests());
        }
        if (newest.getUser().hasLinux()) {
            var user = newest.getUser().getLinux();
            builder.withNewUser()
                    .withNewLinux()
                    .withUid(user.getUid())
                    .withGid(user.getGid())
                    .withSupplementalGroups(user.getSupplementalGroupsList())
                    .endLinux()
                    .endUser();
        }
        return builder.build();
    }

    /** What the user called the image; runtimes may only know what they made of it. */
    private static String image(Container container, dev.mudi.runtime.cri.ContainerStatus status) {
        var asked = status.getImage().getUserSpecifiedImage();
        if (!asked.isEmpty()) {
            return asked;
        }
        var known = status.getImage().getImage();
        return known.isEmpty() || known.startsWith("sha256:") ? container.getImage() : known;
    }

    private ContainerState lastState(
            Container container,
            dev.mudi.runtime.cri.ContainerStatus newest,
            List<dev.mudi.runtime.cri.ContainerStatus> seen) {
        if (seen.size() > 1) {
            return state(seen.get(1));
        }
        var before = last.get(container.getName());
        if (before == null) {
            return new ContainerState();
        }
        // The container before this one may have been collected; the API still knows how it ended.
        var other = before.getContainerID() != null && !before.getContainerID().equals(containerId(newest));
        if (other && before.getState().getTerminated() != null) {
            return before.getState();
        }
        return before.getLastState() == null ? new ContainerState() : before.getLastState();
    }

    /** A container that the runtime doesn't know: not yet made, or made and gone. */
    private ContainerStatus unseen(Container container) {
        var before = last.get(container.getName());
        if (before != null && before.getState() != null && before.getState().getTerminated() != null) {
            return new ContainerStatusBuilder(before).build();
        }
        boolean initializing = !PodSpecs.initContainers(input.pod()).isEmpty();
        var builder = new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID("")
                .withReady(false)
                .withRestartCount(before == null ? 0 : before.getRestartCount())
                .withVolumeMounts(mounts(container))
                .withLastState(
                        before == null || before.getLastState() == null ? new ContainerState() : before.getLastState())
                .withState(waitingState(initializing ? "PodInitializing" : "ContainerCreating", ""));
        if (before != null
                && before.getState() != null
                && before.getState().getRunning() != null
                && builder.buildLastState().getTerminated() == null) {
            builder.withLastState(gone());
            if (!PodSpecs.isDeleting(input.pod())) {
                builder.withRestartCount(before.getRestartCount() + 1);
            }
        }
        return builder.build();
    }

    private static ContainerState gone() {
        return new ContainerStateBuilder()
                .withNewTerminated()
                .withReason(GONE)
                .withMessage(
                        "The container could not be located when the pod was deleted.  The container used to be Running")
                .withExitCode(KILLED)
                .endTerminated()
                .build();
    }

    private boolean wantsRun(Container container, ContainerStatus status) {
        var runtime = input.runtime().container(container.getName());
        if (init && runtime.isEmpty()) {
            return !finishedUnseen(container, status) && PodSync.shouldStart(input.pod(), container, input.runtime());
        }
        boolean done = init
                && !PodSpecs.isSidecar(container)
                && runtime.filter(ContainerStatuses::succeeded).isPresent();
        return !done && PodSync.shouldStart(input.pod(), container, input.runtime());
    }

    /** An init container that was collected: the ordinary containers exist, so it must have succeeded. */
    private boolean finishedUnseen(Container container, ContainerStatus status) {
        boolean initialized = PodSpecs.containers(input.pod()).stream()
                .anyMatch(c -> input.runtime().container(c.getName()).isPresent());
        if (!initialized || PodSpecs.isSidecar(container)) {
            return false;
        }
        if (status.getState().getWaiting() != null) {
            status.setState(new ContainerStateBuilder()
                    .withNewTerminated()
                    .withReason("Completed")
                    .withMessage("Unable to get init container status from container runtime and pod has been "
                            + "initialized, treat it as exited normally")
                    .withExitCode(0)
                    .endTerminated()
                    .build());
        }
        return true;
    }

    private static boolean succeeded(dev.mudi.runtime.cri.ContainerStatus status) {
        return status.getState() == dev.mudi.runtime.cri.ContainerState.CONTAINER_EXITED && status.getExitCode() == 0;
    }

    private void wait(Container container, ContainerStatus status) {
        var reason = input.waiting().get(container.getName());
        if (reason == null) {
            return;
        }
        if (status.getState().getTerminated() != null) {
            status.setLastState(status.getState());
        }
        status.setState(waitingState(reason.reason(), reason.message()));
    }

    private static ContainerState waitingState(String reason, String message) {
        var waiting = new ContainerStateBuilder().withNewWaiting().withReason(reason);
        return (message.isEmpty() ? waiting : waiting.withMessage(message))
                .endWaiting()
                .build();
    }

    private void readiness(Container container, ContainerStatus status) {
        boolean running = status.getState().getRunning() != null;
        var id = status.getContainerID() == null ? "" : bareId(status.getContainerID());
        var before = Optional.ofNullable(last.get(container.getName()))
                .filter(s -> s.getContainerID() != null && s.getContainerID().equals(status.getContainerID()));
        // After a restart of the daemon there is no verdict yet: what the API says of this very container still stands.
        boolean started = running
                && (container.getStartupProbe() == null
                        || input.probes()
                                .startup(id)
                                .orElse(before.map(s -> Boolean.TRUE.equals(s.getStarted()))
                                        .orElse(false)));
        status.setStarted(started);
        if (init && !PodSpecs.isSidecar(container)) {
            var end = status.getState().getTerminated();
            status.setReady(end != null && end.getExitCode() == 0);
            return;
        }
        status.setReady(started
                && (container.getReadinessProbe() == null
                        || input.probes()
                                .readiness(id)
                                .orElse(before.map(ContainerStatus::getReady).orElse(false))));
    }

    private ContainerState state(dev.mudi.runtime.cri.ContainerStatus status) {
        return switch (status.getState()) {
            case CONTAINER_RUNNING ->
                new ContainerStateBuilder()
                        .withNewRunning()
                        .withStartedAt(ApiTime.ofNanos(status.getStartedAt()))
                        .endRunning()
                        .build();
            case CONTAINER_EXITED ->
                new ContainerStateBuilder().withTerminated(terminated(status)).build();
            case CONTAINER_CREATED, CONTAINER_UNKNOWN, UNRECOGNIZED ->
                new ContainerStateBuilder().withNewWaiting().endWaiting().build();
        };
    }

    private ContainerStateTerminated terminated(dev.mudi.runtime.cri.ContainerStatus status) {
        var end = new ContainerStateTerminated();
        end.setExitCode(status.getExitCode());
        end.setReason(
                status.getReason().isEmpty()
                        ? (status.getExitCode() == 0 ? "Completed" : "Error")
                        : status.getReason());
        if (!status.getMessage().isEmpty()) {
            end.setMessage(status.getMessage());
        }
        end.setStartedAt(ApiTime.ofNanos(status.getStartedAt()));
        end.setFinishedAt(ApiTime.ofNanos(status.getFinishedAt()));
        end.setContainerID(containerId(status));
        return end;
    }

    private String containerId(dev.mudi.runtime.cri.ContainerStatus status) {
        return runtimeName + "://" + status.getId();
    }

    private static String bareId(String containerId) {
        return containerId.substring(containerId.indexOf("://") + 3);
    }

    private static List<VolumeMountStatus> mounts(Container container) {
        return PodSpecs.orEmpty(container.getVolumeMounts()).stream()
                .map(mount -> {
                    var builder = new VolumeMountStatusBuilder()
                            .withName(mount.getName())
                            .withMountPath(mount.getMountPath());
                    return Boolean.TRUE.equals(mount.getReadOnly())
                            ? builder.withReadOnly(true)
                                    .withRecursiveReadOnly("Disabled")
                                    .build()
                            : builder.build();
                })
                .toList();
    }
}
