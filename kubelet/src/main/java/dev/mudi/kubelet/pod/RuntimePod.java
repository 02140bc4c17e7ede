package dev.mudi.kubelet.pod;

import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatus;
import dev.mudi.runtime.cri.PodSandboxState;
import dev.mudi.runtime.cri.PodSandboxStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the runtime has of one pod.
 *
 * @param uid the pod's UID
 * @param sandboxes newest first
 * @param containers of all sandboxes, newest first, running or not
 */
public record RuntimePod(String uid, List<PodSandboxStatus> sandboxes, List<ContainerStatus> containers) {

    public RuntimePod {
        var newestSandboxes = new ArrayList<>(sandboxes);
        newestSandboxes.sort(
                Comparator.comparingLong(PodSandboxStatus::getCreatedAt).reversed());
        sandboxes = List.copyOf(newestSandboxes);
        var newestContainers = new ArrayList<>(containers);
        newestContainers.sort(
                Comparator.comparingLong(ContainerStatus::getCreatedAt).reversed());
        containers = List.copyOf(newestContainers);
    }

    /** A pod that the runtime knows nothing of. */
    public static RuntimePod none(String uid) {
        return new RuntimePod(uid, List.of(), List.of());
    }

    /** The newest container of that name. */
    public Optional<ContainerStatus> container(String name) {
        return containers.stream().filter(c -> nameOf(c).equals(name)).findFirst();
    }

    /** The newest container of that name that has ended. */
    public Optional<ContainerStatus> exited(String name) {
        return containers.stream()
                .filter(c -> nameOf(c).equals(name) && c.getState() == ContainerState.CONTAINER_EXITED)
                .findFirst();
    }

    /** The containers whose process runs, or may run. */
    public List<ContainerStatus> running() {
        return containers.stream()
                .filter(c -> c.getState() == ContainerState.CONTAINER_RUNNING
                        || c.getState() == ContainerState.CONTAINER_UNKNOWN)
                .toList();
    }

    /** The newest sandbox, if it is ready. */
    public Optional<PodSandboxStatus> readySandbox() {
        return sandboxes.stream().limit(1).filter(RuntimePod::isReady).findFirst();
    }

    public boolean hasReadySandbox() {
        return sandboxes.stream().anyMatch(RuntimePod::isReady);
    }

    /** The addresses of the newest sandbox when it is ready, the primary one first; none for host network. */
    public List<String> ips() {
        var addresses = new ArrayList<String>();
        readySandbox().ifPresent(sandbox -> {
            if (!sandbox.getNetwork().getIp().isEmpty()) {
                addresses.add(sandbox.getNetwork().getIp());
            }
            sandbox.getNetwork().getAdditionalIpsList().forEach(ip -> addresses.add(ip.getIp()));
        });
        return List.copyOf(addresses);
    }

    public static boolean isReady(PodSandboxStatus sandbox) {
        return sandbox.getState() == PodSandboxState.SANDBOX_READY;
    }

    public static boolean isRunning(ContainerStatus container) {
        return container.getState() == ContainerState.CONTAINER_RUNNING;
    }

    /** The name the pod's spec gives the container. */
    public static String nameOf(ContainerStatus container) {
        return container.getLabelsOrDefault(
                CriLabels.CONTAINER_NAME, container.getMetadata().getName());
    }

    /** How often the container had been started anew when this one was made. */
    public static int restartCountOf(ContainerStatus container) {
        var annotated = container.getAnnotationsOrDefault(CriLabels.RESTART_COUNT, "");
        try {
            return annotated.isEmpty() ? container.getMetadata().getAttempt() : Integer.parseInt(annotated);
        } catch (NumberFormatException e) {
            return container.getMetadata().getAttempt();
        }
    }
}
