package dev.mudi.runtime;

import dev.mudi.runtime.cri.CheckpointContainerRequest;
import dev.mudi.runtime.cri.CheckpointContainerResponse;
import dev.mudi.runtime.cri.ContainerEventResponse;
import dev.mudi.runtime.cri.ContainerStatsRequest;
import dev.mudi.runtime.cri.ContainerStatsResponse;
import dev.mudi.runtime.cri.ContainerStatusRequest;
import dev.mudi.runtime.cri.ContainerStatusResponse;
import dev.mudi.runtime.cri.CreateContainerRequest;
import dev.mudi.runtime.cri.CreateContainerResponse;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.EventSubscription;
import dev.mudi.runtime.cri.ExecSyncRequest;
import dev.mudi.runtime.cri.ExecSyncResponse;
import dev.mudi.runtime.cri.ListContainerStatsRequest;
import dev.mudi.runtime.cri.ListContainerStatsResponse;
import dev.mudi.runtime.cri.ListContainersRequest;
import dev.mudi.runtime.cri.ListContainersResponse;
import dev.mudi.runtime.cri.ListMetricDescriptorsRequest;
import dev.mudi.runtime.cri.ListMetricDescriptorsResponse;
import dev.mudi.runtime.cri.ListPodSandboxMetricsRequest;
import dev.mudi.runtime.cri.ListPodSandboxMetricsResponse;
import dev.mudi.runtime.cri.ListPodSandboxRequest;
import dev.mudi.runtime.cri.ListPodSandboxResponse;
import dev.mudi.runtime.cri.ListPodSandboxStatsRequest;
import dev.mudi.runtime.cri.ListPodSandboxStatsResponse;
import dev.mudi.runtime.cri.PodSandboxStatsRequest;
import dev.mudi.runtime.cri.PodSandboxStatsResponse;
import dev.mudi.runtime.cri.PodSandboxStatusRequest;
import dev.mudi.runtime.cri.PodSandboxStatusResponse;
import dev.mudi.runtime.cri.RemoveContainerRequest;
import dev.mudi.runtime.cri.RemoveContainerResponse;
import dev.mudi.runtime.cri.RemovePodSandboxRequest;
import dev.mudi.runtime.cri.RemovePodSandboxResponse;
import dev.mudi.runtime.cri.ReopenContainerLogRequest;
import dev.mudi.runtime.cri.ReopenContainerLogResponse;
import dev.mudi.runtime.cri.RunPodSandboxRequest;
import dev.mudi.runtime.cri.RunPodSandboxResponse;
import dev.mudi.runtime.cri.RuntimeConfigRequest;
import dev.mudi.runtime.cri.RuntimeConfigResponse;
import dev.mudi.runtime.cri.StartContainerRequest;
import dev.mudi.runtime.cri.StartContainerResponse;
import dev.mudi.runtime.cri.StatusRequest;
import dev.mudi.runtime.cri.StatusResponse;
import dev.mudi.runtime.cri.StopContainerRequest;
import dev.mudi.runtime.cri.StopContainerResponse;
import dev.mudi.runtime.cri.StopPodSandboxRequest;
import dev.mudi.runtime.cri.StopPodSandboxResponse;
import dev.mudi.runtime.cri.UpdateContainerResourcesRequest;
import dev.mudi.runtime.cri.UpdateContainerResourcesResponse;
import dev.mudi.runtime.cri.UpdatePodSandboxResourcesRequest;
import dev.mudi.runtime.cri.UpdatePodSandboxResourcesResponse;
import dev.mudi.runtime.cri.UpdateRuntimeConfigRequest;
import dev.mudi.runtime.cri.UpdateRuntimeConfigResponse;
import dev.mudi.runtime.cri.VersionRequest;
import dev.mudi.runtime.cri.VersionResponse;
import java.util.function.Consumer;

/**
 * The runtime half of CRI v1: one blocking method a rpc, but for exec, attach and port forwarding, which
 * {@link StreamingRuntime} has in the form that a caller in the same process needs. Every method may be called from many
 * threads at once, and throws {@link CriException} when it fails. Ids may be shortened to any unambiguous prefix.
 */
public interface RuntimeService {

    /** Name and version of the runtime, and the CRI version it speaks. */
    VersionResponse version(VersionRequest request);

    /** Makes and starts a sandbox; when this returns it is ready and has its addresses. Leaves nothing behind when it fails. */
    RunPodSandboxResponse runPodSandbox(RunPodSandboxRequest request);

    /** Ends every process of the sandbox and gives its addresses back. Idempotent; a missing sandbox is not an error. */
    StopPodSandboxResponse stopPodSandbox(StopPodSandboxRequest request);

    /** Removes a sandbox and its containers, by force if they run. Idempotent; a missing sandbox is not an error. */
    RemovePodSandboxResponse removePodSandbox(RemovePodSandboxRequest request);

    /** State and addresses of one sandbox, and the statuses of its containers. */
    PodSandboxStatusResponse podSandboxStatus(PodSandboxStatusRequest request);

    /** The sandboxes that pass the filter, newest first. */
    ListPodSandboxResponse listPodSandbox(ListPodSandboxRequest request);

    /** Makes a container in a ready sandbox, not yet running. The image must be present. */
    CreateContainerResponse createContainer(CreateContainerRequest request);

    /** Starts a created container; when this returns its process runs, or has ended already. */
    StartContainerResponse startContainer(StartContainerRequest request);

    /** Sends the stop signal, and SIGKILL after the given seconds; returns when the container has ended. Idempotent; a missing container is not an error. */
    StopContainerResponse stopContainer(StopContainerRequest request);

    /** Removes a container, by force if it runs, with its writable layer; its log stays. Idempotent; a missing container is not an error. */
    RemoveContainerResponse removeContainer(RemoveContainerRequest request);

    /** The containers that pass the filter, newest first. */
    ListContainersResponse listContainers(ListContainersRequest request);

    /** State, times and exit code of one container. */
    ContainerStatusResponse containerStatus(ContainerStatusRequest request);

    /** Changes the resource limits of a created or running container; zero and empty fields stay as they are. */
    UpdateContainerResourcesResponse updateContainerResources(UpdateContainerResourcesRequest request);

    /** Opens the log file anew, after its rotation. */
    ReopenContainerLogResponse reopenContainerLog(ReopenContainerLogRequest request);

    /** Runs a command in a container and returns its output, at most 16 MiB a stream; DEADLINE_EXCEEDED after the timeout (seconds, 0 for none). */
    ExecSyncResponse execSync(ExecSyncRequest request);

    /** Resource use of one container. */
    ContainerStatsResponse containerStats(ContainerStatsRequest request);

    /** Resource use of the running containers that pass the filter. */
    ListContainerStatsResponse listContainerStats(ListContainerStatsRequest request);

    /** Resource use of one sandbox and its containers. */
    PodSandboxStatsResponse podSandboxStats(PodSandboxStatsRequest request);

    /** Resource use of the ready sandboxes that pass the filter. */
    ListPodSandboxStatsResponse listPodSandboxStats(ListPodSandboxStatsRequest request);

    /** Tells the runtime the node's pod address range. */
    UpdateRuntimeConfigResponse updateRuntimeConfig(UpdateRuntimeConfigRequest request);

    /** Whether the runtime and the pod network are ready, and why not. */
    StatusResponse status(StatusRequest request);

    /** Writes a checkpoint of a running container; UNIMPLEMENTED where the host has no criu. */
    CheckpointContainerResponse checkpointContainer(CheckpointContainerRequest request);

    /** The metrics that listPodSandboxMetrics has values of. */
    ListMetricDescriptorsResponse listMetricDescriptors(ListMetricDescriptorsRequest request);

    /** Metric values of the ready sandboxes. */
    ListPodSandboxMetricsResponse listPodSandboxMetrics(ListPodSandboxMetricsRequest request);

    /** The cgroup driver in use. */
    RuntimeConfigResponse runtimeConfig(RuntimeConfigRequest request);

    /** Changes the resource limits of a sandbox. */
    UpdatePodSandboxResourcesResponse updatePodSandboxResources(UpdatePodSandboxResourcesRequest request);

    /**
     * GetContainerEvents in process: every creation, start, end and removal of a container from now on, in the order they
     * were seen, on a thread of the subscription's own. A consumer that falls too far behind gets its oldest events dropped,
     * which is logged; the kubelet's relisting makes up for them.
     */
    EventSubscription containerEvents(Consumer<ContainerEventResponse> consumer);
}
