package dev.mudi.kubelet.worker;

import dev.mudi.kubelet.container.TerminationMessages;
import dev.mudi.kubelet.pod.CriLabels;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.runtime.RuntimeService;
import dev.mudi.runtime.cri.ContainerFilter;
import dev.mudi.runtime.cri.ContainerStatus;
import dev.mudi.runtime.cri.ContainerStatusRequest;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ListContainersRequest;
import dev.mudi.runtime.cri.ListPodSandboxRequest;
import dev.mudi.runtime.cri.PodSandboxFilter;
import dev.mudi.runtime.cri.PodSandboxStatus;
import dev.mudi.runtime.cri.PodSandboxStatusRequest;
import dev.mudi.runtime.cri.RemoveContainerRequest;
import dev.mudi.runtime.cri.RemovePodSandboxRequest;
import dev.mudi.runtime.cri.StopContainerRequest;
import dev.mudi.runtime.cri.StopPodSandboxRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The runtime, asked about whole pods. Safe for many threads. */
public final class PodRuntime {

    private final RuntimeService runtime;
    private final TerminationMessages messages;

    public PodRuntime(RuntimeService runtime, TerminationMessages messages) {
        this.runtime = runtime;
        this.messages = messages;
    }

    RuntimeService service() {
        return runtime;
    }

    /** What the runtime has of a pod now. */
    public RuntimePod get(String uid) {
        var selector = Map.of(CriLabels.POD_UID, uid);
        var sandboxes = new ArrayList<PodSandboxStatus>();
        var listedSandboxes = runtime.listPodSandbox(ListPodSandboxRequest.newBuilder()
                .setFilter(PodSandboxFilter.newBuilder().putAllLabelSelector(selector))
                .build());
        for (var sandbox : listedSandboxes.getItemsList()) {
            try {
                sandboxes.add(runtime.podSandboxStatus(PodSandboxStatusRequest.newBuilder()
                                .setPodSandboxId(sandbox.getId())
                                .build())
                        .getStatus());
            } catch (CriException e) {
                ignoreIfGone(e);
            }
        }
        var containers = new ArrayList<ContainerStatus>();
        var listed = runtime.listContainers(ListContainersRequest.newBuilder()
                .setFilter(ContainerFilter.newBuilder().putAllLabelSelector(selector))
                .build());
        for (var container : listed.getContainersList()) {
            try {
                var status = runtime.containerStatus(ContainerStatusRequest.newBuilder()
                                .setContainerId(container.getId())
                                .build())
                        .getStatus();
                containers.add(messages.add(uid, status));
            } catch (CriException e) {
                ignoreIfGone(e);
            }
        }
        return new RuntimePod(uid, sandboxes, containers);
    }

    /** Between the list and the question about one, that one may go. */
    private static void ignoreIfGone(CriException e) {
        if (!e.isNotFound()) {
            throw e;
        }
    }

    /** The UIDs of all pods that have a sandbox or a container of ours. */
    public Set<String> uids() {
        var uids = new HashSet<String>();
        for (var sandbox : runtime.listPodSandbox(ListPodSandboxRequest.getDefaultInstance())
                .getItemsList()) {
            uids.add(sandbox.getLabelsOrDefault(CriLabels.POD_UID, ""));
        }
        for (var container : runtime.listContainers(ListContainersRequest.getDefaultInstance())
                .getContainersList()) {
            uids.add(container.getLabelsOrDefault(CriLabels.POD_UID, ""));
        }
        uids.remove("");
        return uids;
    }

    /** Stops a container and waits for its end. */
    void stop(String containerId, long graceSeconds) {
        runtime.stopContainer(StopContainerRequest.newBuilder()
                .setContainerId(containerId)
                .setTimeout(graceSeconds)
                .build());
    }

    void removeContainer(String containerId) {
        runtime.removeContainer(
                RemoveContainerRequest.newBuilder().setContainerId(containerId).build());
    }

    /** Stops all sandboxes of a pod. */
    void stopSandboxes(List<PodSandboxStatus> sandboxes) {
        for (var sandbox : sandboxes) {
            runtime.stopPodSandbox(StopPodSandboxRequest.newBuilder()
                    .setPodSandboxId(sandbox.getId())
                    .build());
        }
    }

    /** Removes all that the runtime has of a pod. Its containers must have ended. */
    public void remove(RuntimePod pod) {
        pod.containers().forEach(container -> removeContainer(container.getId()));
        pod.sandboxes().forEach(sandbox -> removeSandbox(sandbox.getId()));
    }

    void removeSandbox(String sandboxId) {
        runtime.removePodSandbox(
                RemovePodSandboxRequest.newBuilder().setPodSandboxId(sandboxId).build());
    }
}
