package dev.mudi.kubelet.hollow;

import dev.mudi.runtime.RuntimeService;
import dev.mudi.runtime.cri.CgroupDriver;
import dev.mudi.runtime.cri.CheckpointContainerRequest;
import dev.mudi.runtime.cri.CheckpointContainerResponse;
import dev.mudi.runtime.cri.Container;
import dev.mudi.runtime.cri.ContainerEventResponse;
import dev.mudi.runtime.cri.ContainerEventType;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatsRequest;
import dev.mudi.runtime.cri.ContainerStatsResponse;
import dev.mudi.runtime.cri.ContainerStatus;
import dev.mudi.runtime.cri.ContainerStatusRequest;
import dev.mudi.runtime.cri.ContainerStatusResponse;
import dev.mudi.runtime.cri.CreateContainerRequest;
import dev.mudi.runtime.cri.CreateContainerResponse;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.EventSubscription;
import dev.mudi.runtime.cri.ExecSyncRequest;
import dev.mudi.runtime.cri.ExecSyncResponse;
import dev.mudi.runtime.cri.LinuxPodSandboxStatus;
import dev.mudi.runtime.cri.LinuxRuntimeConfiguration;
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
import dev.mudi.runtime.cri.Namespace;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.cri.PodSandbox;
import dev.mudi.runtime.cri.PodSandboxNetworkStatus;
import dev.mudi.runtime.cri.PodSandboxState;
import dev.mudi.runtime.cri.PodSandboxStatsRequest;
import dev.mudi.runtime.cri.PodSandboxStatsResponse;
import dev.mudi.runtime.cri.PodSandboxStatus;
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
import dev.mudi.runtime.cri.RuntimeCondition;
import dev.mudi.runtime.cri.RuntimeConfigRequest;
import dev.mudi.runtime.cri.RuntimeConfigResponse;
import dev.mudi.runtime.cri.RuntimeStatus;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Containers that exist as records only: they run as soon as they are started, and end with the code that SIGTERM gives when
 * they are stopped. Several hollow nodes may share the addresses, never a runtime. Safe for many threads.
 */
public final class HollowRuntime implements RuntimeService {

    private static final int ENDED_BY_SIGTERM = 143;
    private static final String VERSION = "0.1.0";

    private record Sandbox(PodSandboxStatus status) {}

    private final HollowAddresses addresses;
    private final String hostIp;
    private final InstantSource clock;
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, Sandbox> sandboxes = new ConcurrentHashMap<>();
    private final Map<String, ContainerStatus> containers = new ConcurrentHashMap<>();
    private final Map<String, String> sandboxOf = new ConcurrentHashMap<>();
    private final List<Consumer<ContainerEventResponse>> consumers = new CopyOnWriteArrayList<>();

    /**
     * @param addresses where pods get theirs from
     * @param hostIp the address of pods on the host's network
     */
    public HollowRuntime(HollowAddresses addresses, String hostIp, InstantSource clock) {
        this.addresses = addresses;
        this.hostIp = hostIp;
        this.clock = clock;
    }

    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    private String id() {
        return "%064x".formatted(ids.incrementAndGet());
    }

    @Override
    public VersionResponse version(VersionRequest request) {
        return VersionResponse.newBuilder()
                .setVersion("0.1.0")
                .setRuntimeName("hollow")
                .setRuntimeVersion(VERSION)
                .setRuntimeApiVersion("v1")
                .build();
    }

    @Override
    public RunPodSandboxResponse runPodSandbox(RunPodSandboxRequest request) {
        var config = request.getConfig();
        var options = config.getLinux().getSecurityContext().getNamespaceOptions();
        boolean host = options.getNetwork() == NamespaceMode.NODE;
        var status = PodSandboxStatus.newBuilder()
                .setId(id())
                .setMetadata(config.getMetadata())
                .setState(PodSandboxState.SANDBOX_READY)
                .setCreatedAt(now())
                .setLinux(LinuxPodSandboxStatus.newBuilder()
                        .setNamespaces(Namespace.newBuilder().setOptions(options)))
                .putAllLabels(config.getLabelsMap())
                .putAllAnnotations(config.getAnnotationsMap());
        status.setNetwork(PodSandboxNetworkStatus.newBuilder().setIp(host ? hostIp : addresses.take()));
        var made = status.build();
        sandboxes.put(made.getId(), new Sandbox(made));
        return RunPodSandboxResponse.newBuilder().setPodSandboxId(made.getId()).build();
    }

    @Override
    public StopPodSandboxResponse stopPodSandbox(StopPodSandboxRequest request) {
        var id = request.getPodSandboxId();
        sandboxes.computeIfPresent(id, (key, sandbox) -> {
            var status = sandbox.status();
            var ip = status.getNetwork().getIp();
            boolean taken = status.getState() == PodSandboxState.SANDBOX_READY && !ip.equals(hostIp) && !ip.isEmpty();
            if (taken) {
                addresses.giveBack(ip);
            }
            return new Sandbox(status.toBuilder()
                    .setState(PodSandboxState.SANDBOX_NOTREADY)
                    .clearNetwork()
                    .build());
        });
        containersOf(id).forEach(this::stop);
        return StopPodSandboxResponse.getDefaultInstance();
    }

    @Override
    public RemovePodSandboxResponse removePodSandbox(RemovePodSandboxRequest request) {
        var id = request.getPodSandboxId();
        stopPodSandbox(StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build());
        containersOf(id).forEach(this::remove);
        sandboxes.remove(id);
        return RemovePodSandboxResponse.getDefaultInstance();
    }

    private List<String> containersOf(String sandbox) {
        return sandboxOf.entrySet().stream()
                .filter(entry -> entry.getValue().equals(sandbox))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public PodSandboxStatusResponse podSandboxStatus(PodSandboxStatusRequest request) {
        var sandbox = sandboxes.get(request.getPodSandboxId());
        if (sandbox == null) {
            throw CriException.notFound("there is no sandbox " + request.getPodSandboxId());
        }
        return PodSandboxStatusResponse.newBuilder().setStatus(sandbox.status()).build();
    }

    @Override
    public ListPodSandboxResponse listPodSandbox(ListPodSandboxRequest request) {
        var filter = request.getFilter();
        var list = ListPodSandboxResponse.newBuilder();
        for (var sandbox : sandboxes.values()) {
            var status = sandbox.status();
            boolean wanted = (filter.getId().isEmpty() || filter.getId().equals(status.getId()))
                    && (!filter.hasState() || filter.getState().getState() == status.getState())
                    && matches(filter.getLabelSelectorMap(), status.getLabelsMap());
            if (wanted) {
                list.addItems(PodSandbox.newBuilder()
                        .setId(status.getId())
                        .setMetadata(status.getMetadata())
                        .setState(status.getState())
                        .setCreatedAt(status.getCreatedAt())
                        .putAllLabels(status.getLabelsMap())
                        .putAllAnnotations(status.getAnnotationsMap()));
            }
        }
        return list.build();
    }

    private static boolean matches(Map<String, String> selector, Map<String, String> labels) {
        return selector.entrySet().stream().allMatch(want -> want.getValue().equals(labels.get(want.getKey())));
    }

    @Override
    public CreateContainerResponse createContainer(CreateContainerRequest request) {
        if (!sandboxes.containsKey(request.getPodSandboxId())) {
            throw CriException.notFound("there is no sandbox " + request.getPodSandboxId());
        }
        var config = request.getConfig();
        var status = ContainerStatus.newBuilder()
                .setId(id())
                .setMetadata(config.getMetadata())
                .setState(ContainerState.CONTAINER_CREATED)
                .setCreatedAt(now())
                .setImage(config.getImage())
                .setImageRef("hollow:" + config.getImage().getImage())
                .putAllLabels(config.getLabelsMap())
                .putAllAnnotations(config.getAnnotationsMap())
                .build();
        containers.put(status.getId(), status);
        sandboxOf.put(status.getId(), request.getPodSandboxId());
        tell(status, ContainerEventType.CONTAINER_CREATED_EVENT);
        return CreateContainerResponse.newBuilder()
                .setContainerId(status.getId())
                .build();
    }

    @Override
    public StartContainerResponse startContainer(StartContainerRequest request) {
        var started = containers.computeIfPresent(
                request.getContainerId(),
                (id, status) -> status.toBuilder()
                        .setState(ContainerState.CONTAINER_RUNNING)
                        .setStartedAt(now())
                        .build());
        if (started == null) {
            throw missing(request.getContainerId());
        }
        tell(started, ContainerEventType.CONTAINER_STARTED_EVENT);
        return StartContainerResponse.getDefaultInstance();
    }

    private static CriException missing(String id) {
        return CriException.notFound("there is no container " + id);
    }

    @Override
    public StopContainerResponse stopContainer(StopContainerRequest request) {
        stop(request.getContainerId());
        return StopContainerResponse.getDefaultInstance();
    }

    private void stop(String id) {
        var before = containers.get(id);
        if (before == null || before.getState() == ContainerState.CONTAINER_EXITED) {
            return;
        }
        var ended = before.toBuilder()
                .setState(ContainerState.CONTAINER_EXITED)
                .setFinishedAt(now())
                .setExitCode(ENDED_BY_SIGTERM)
                .setReason("Error")
                .build();
        if (containers.replace(id, before, ended)) {
            tell(ended, ContainerEventType.CONTAINER_STOPPED_EVENT);
        }
    }

    @Override
    public RemoveContainerResponse removeContainer(RemoveContainerRequest request) {
        remove(request.getContainerId());
        return RemoveContainerResponse.getDefaultInstance();
    }

    private void remove(String id) {
        stop(id);
        var gone = containers.remove(id);
        if (gone != null) {
            tell(gone, ContainerEventType.CONTAINER_DELETED_EVENT);
            sandboxOf.remove(id);
        }
    }

    @Override
    public ListContainersResponse listContainers(ListContainersRequest request) {
        var filter = request.getFilter();
        var list = ListContainersResponse.newBuilder();
        for (var status : containers.values()) {
            var sandbox = sandboxOf.getOrDefault(status.getId(), "");
            boolean wanted = (filter.getId().isEmpty() || filter.getId().equals(status.getId()))
                    && (!filter.hasState() || filter.getState().getState() == status.getState())
                    && (filter.getPodSandboxId().isEmpty()
                            || filter.getPodSandboxId().equals(sandbox))
                    && matches(filter.getLabelSelectorMap(), status.getLabelsMap());
            if (wanted) {
                list.addContainers(Container.newBuilder()
                        .setId(status.getId())
                        .setPodSandboxId(sandbox)
                        .setMetadata(status.getMetadata())
                        .setImage(status.getImage())
                        .setImageRef(status.getImageRef())
                        .setState(status.getState())
                        .setCreatedAt(status.getCreatedAt())
                        .putAllLabels(status.getLabelsMap())
                        .putAllAnnotations(status.getAnnotationsMap()));
            }
        }
        return list.build();
    }

    @Override
    public ContainerStatusResponse containerStatus(ContainerStatusRequest request) {
        var status = containers.get(request.getContainerId());
        if (status == null) {
            throw missing(request.getContainerId());
        }
        return ContainerStatusResponse.newBuilder().setStatus(status).build();
    }

    private void tell(ContainerStatus status, ContainerEventType type) {
        var sandbox = sandboxes.get(sandboxOf.getOrDefault(status.getId(), ""));
        var event = ContainerEventResponse.newBuilder()
                .setContainerId(status.getId())
                .setContainerEventType(type)
                .setCreatedAt(now());
        if (sandbox != null) {
            event.setPodSandboxStatus(sandbox.status());
        }
        var built = event.build();
        consumers.forEach(consumer -> consumer.accept(built));
    }

    @Override
    public EventSubscription containerEvents(Consumer<ContainerEventResponse> consumer) {
        consumers.add(consumer);
        return () -> consumers.remove(consumer);
    }

    @Override
    public UpdateContainerResourcesResponse updateContainerResources(UpdateContainerResourcesRequest request) {
        return UpdateContainerResourcesResponse.getDefaultInstance();
    }

    @Override
    public ReopenContainerLogResponse reopenContainerLog(ReopenContainerLogRequest request) {
        return ReopenContainerLogResponse.getDefaultInstance();
    }

    /** Commands succeed and print nothing, so that exec probes pass. */
    @Override
    public ExecSyncResponse execSync(ExecSyncRequest request) {
        return ExecSyncResponse.getDefaultInstance();
    }

    @Override
    public ContainerStatsResponse containerStats(ContainerStatsRequest request) {
        return ContainerStatsResponse.getDefaultInstance();
    }

    @Override
    public ListContainerStatsResponse listContainerStats(ListContainerStatsRequest request) {
        return ListContainerStatsResponse.getDefaultInstance();
    }

    @Override
    public PodSandboxStatsResponse podSandboxStats(PodSandboxStatsRequest request) {
        return PodSandboxStatsResponse.getDefaultInstance();
    }

    @Override
    public ListPodSandboxStatsResponse listPodSandboxStats(ListPodSandboxStatsRequest request) {
        return ListPodSandboxStatsResponse.getDefaultInstance();
    }

    @Override
    public UpdateRuntimeConfigResponse updateRuntimeConfig(UpdateRuntimeConfigRequest request) {
        return UpdateRuntimeConfigResponse.getDefaultInstance();
    }

    @Override
    public StatusResponse status(StatusRequest request) {
        return StatusResponse.newBuilder()
                .setStatus(RuntimeStatus.newBuilder()
                        .addConditions(RuntimeCondition.newBuilder()
                                .setType("RuntimeReady")
                                .setStatus(true))
                        .addConditions(RuntimeCondition.newBuilder()
                                .setType("NetworkReady")
                                .setStatus(true)))
                .build();
    }

    @Override
    public CheckpointContainerResponse checkpointContainer(CheckpointContainerRequest request) {
        throw HollowStreaming.refusal("a checkpoint");
    }

    @Override
    public ListMetricDescriptorsResponse listMetricDescriptors(ListMetricDescriptorsRequest request) {
        return ListMetricDescriptorsResponse.getDefaultInstance();
    }

    @Override
    public ListPodSandboxMetricsResponse listPodSandboxMetrics(ListPodSandboxMetricsRequest request) {
        return ListPodSandboxMetricsResponse.getDefaultInstance();
    }

    @Override
    public RuntimeConfigResponse runtimeConfig(RuntimeConfigRequest request) {
        return RuntimeConfigResponse.newBuilder()
                .setLinux(LinuxRuntimeConfiguration.newBuilder().setCgroupDriver(CgroupDriver.CGROUPFS))
                .build();
    }

    @Override
    public UpdatePodSandboxResourcesResponse updatePodSandboxResources(UpdatePodSandboxResourcesRequest request) {
        return UpdatePodSandboxResourcesResponse.getDefaultInstance();
    }
}
