package dev.mudi.runtime;

import dev.mudi.runtime.cgroup.Cgroups;
import dev.mudi.runtime.cni.CniPlugins;
import dev.mudi.runtime.conmon.Conmon;
import dev.mudi.runtime.cri.AttachRequest;
import dev.mudi.runtime.cri.CgroupDriver;
import dev.mudi.runtime.cri.CheckpointContainerRequest;
import dev.mudi.runtime.cri.CheckpointContainerResponse;
import dev.mudi.runtime.cri.ContainerEventResponse;
import dev.mudi.runtime.cri.ContainerEventType;
import dev.mudi.runtime.cri.ContainerStatsRequest;
import dev.mudi.runtime.cri.ContainerStatsResponse;
import dev.mudi.runtime.cri.ContainerStatusRequest;
import dev.mudi.runtime.cri.ContainerStatusResponse;
import dev.mudi.runtime.cri.CreateContainerRequest;
import dev.mudi.runtime.cri.CreateContainerResponse;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.EventSubscription;
import dev.mudi.runtime.cri.ExecRequest;
import dev.mudi.runtime.cri.ExecSession;
import dev.mudi.runtime.cri.ExecSyncRequest;
import dev.mudi.runtime.cri.ExecSyncResponse;
import dev.mudi.runtime.cri.ImageFsInfoRequest;
import dev.mudi.runtime.cri.ImageFsInfoResponse;
import dev.mudi.runtime.cri.ImageStatusRequest;
import dev.mudi.runtime.cri.ImageStatusResponse;
import dev.mudi.runtime.cri.LinuxRuntimeConfiguration;
import dev.mudi.runtime.cri.ListContainerStatsRequest;
import dev.mudi.runtime.cri.ListContainerStatsResponse;
import dev.mudi.runtime.cri.ListContainersRequest;
import dev.mudi.runtime.cri.ListContainersResponse;
import dev.mudi.runtime.cri.ListImagesRequest;
import dev.mudi.runtime.cri.ListImagesResponse;
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
import dev.mudi.runtime.cri.PortForwardSession;
import dev.mudi.runtime.cri.PullImageRequest;
import dev.mudi.runtime.cri.PullImageResponse;
import dev.mudi.runtime.cri.RemoveContainerRequest;
import dev.mudi.runtime.cri.RemoveContainerResponse;
import dev.mudi.runtime.cri.RemoveImageRequest;
import dev.mudi.runtime.cri.RemoveImageResponse;
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
import dev.mudi.runtime.image.ImageStore;
import dev.mudi.runtime.image.Registry;
import dev.mudi.runtime.image.StoredImage;
import dev.mudi.runtime.linux.FileTrees;
import dev.mudi.runtime.linux.ProcessWatch;
import dev.mudi.runtime.pod.ContainerEvents;
import dev.mudi.runtime.pod.Containers;
import dev.mudi.runtime.pod.Inventory;
import dev.mudi.runtime.pod.Layout;
import dev.mudi.runtime.pod.Machinery;
import dev.mudi.runtime.pod.PodStats;
import dev.mudi.runtime.pod.SandboxNetwork;
import dev.mudi.runtime.pod.Sandboxes;
import dev.mudi.runtime.pod.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The CRI runtime. Opening it finds what an earlier one left on disk, and running containers stay untouched by that;
 * closing it leaves them running. One process at a time may have a root directory open. Thread-safe.
 */
public final class ContainerRuntime implements RuntimeService, ImageService, StreamingRuntime, AutoCloseable {

    static final String VERSION = "0.1.0";
    private static final String API_VERSION = "v1";

    private final RuntimeOptions options;
    private final RootLock lock;
    private final ProcessWatch watch;
    private final Machinery machinery;
    private final ContainerEvents events = new ContainerEvents();
    private final SandboxNetwork network;
    private final Sandboxes sandboxes;
    private final Containers containers;
    private final Inventory inventory;
    private final Streams streams;
    private final PodStats stats;
    private final Registry registry;
    private final ImageCalls imageCalls;

    private ContainerRuntime(RuntimeOptions options, RootLock lock, ProcessWatch watch) throws IOException {
        this.options = options;
        this.lock = lock;
        this.watch = watch;
        var layout = options.layout();
        var layersInUse = new AtomicReference<Supplier<Set<String>>>(Set::of);
        var images = new ImageStore(
                layout.images(),
                options.builtInImages(),
                () -> layersInUse.get().get());
        var cgroups = Cgroups.ofThisHost();
        var conmon = new Conmon(options.conmonPrograms());
        machinery = new Machinery(layout, conmon, images, cgroups, Host.facts(cgroups), watch, options.clock());
        network = new SandboxNetwork(
                new CniPlugins(options.network().pluginDirectories(), layout.cniResults()),
                options.network().configurationDirectory());
        sandboxes = new Sandboxes(machinery, network);
        containers = new Containers(machinery, sandboxes, this::changed);
        layersInUse.set(containers::layersInUse);
        inventory = new Inventory(machinery, sandboxes, containers);
        streams = new Streams(containers, sandboxes, conmon);
        stats = new PodStats(machinery, sandboxes, containers);
        registry = new Registry(images);
        imageCalls = new ImageCalls(images, registry);
    }

    /**
     * Opens a runtime.
     *
     * @throws IOException with one line that says what this host lacks, what in the directories is damaged, or that another
     *     process has them open
     */
    public static ContainerRuntime open(RuntimeOptions options) throws IOException {
        Host.check(options);
        var lock = RootLock.acquire(options.root());
        ProcessWatch watch = null;
        try {
            Host.prepare(options);
            removeHalfWritten(options.layout());
            watch = new ProcessWatch();
            var runtime = new ContainerRuntime(options, lock, watch);
            runtime.sandboxes.adopt();
            runtime.containers.adopt();
            runtime.containers.sweep();
            return runtime;
        } catch (IOException | RuntimeException e) {
            if (watch != null) {
                watch.close();
            }
            lock.close();
            throw e;
        }
    }

    private static void removeHalfWritten(Layout layout) throws IOException {
        FileTrees.removeHalfWritten(layout.cniResults());
        FileTrees.removeHalfWritten(layout.sandboxRecords());
        FileTrees.removeHalfWritten(layout.containerRecords());
    }

    /**
     * Removes everything that a runtime with these options ever made: containers, mounts, network namespaces, cgroups, the
     * bridge of its network, images, files. No other process may have the directories open. Idempotent.
     */
    public static void purge(RuntimeOptions options) throws IOException {
        Purge.of(options);
    }

    private void changed(ContainerEventType type, String containerId, String sandboxId) {
        if (events.hasSubscribers()) {
            events.publish(inventory.event(type, containerId, sandboxId));
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T call(String what, Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw CriException.internal("failed to " + what + ": " + e.getMessage(), e);
        }
    }

    @Override
    public VersionResponse version(VersionRequest request) {
        return VersionResponse.newBuilder()
                .setVersion("0.1.0")
                .setRuntimeName("mudi")
                .setRuntimeVersion(VERSION)
                .setRuntimeApiVersion(API_VERSION)
                .build();
    }

    @Override
    public RunPodSandboxResponse runPodSandbox(RunPodSandboxRequest request) {
        String id = call("run a sandbox", () -> sandboxes.run(request.getConfig(), request.getRuntimeHandler()));
        return RunPodSandboxResponse.newBuilder().setPodSandboxId(id).build();
    }

    @Override
    public StopPodSandboxResponse stopPodSandbox(StopPodSandboxRequest request) {
        return call("stop sandbox " + request.getPodSandboxId(), () -> {
            stopSandbox(request.getPodSandboxId());
            return StopPodSandboxResponse.getDefaultInstance();
        });
    }

    private Optional<String> stopSandbox(String id) throws IOException {
        var full = inventory.sandboxId(id);
        if (full.isPresent()) {
            AtOnce.forEach(inventory.containersOf(full.get()), container -> containers.stop(container, Duration.ZERO));
            sandboxes.stop(full.get());
        }
        return full;
    }

    @Override
    public RemovePodSandboxResponse removePodSandbox(RemovePodSandboxRequest request) {
        return call("remove sandbox " + request.getPodSandboxId(), () -> {
            var id = stopSandbox(request.getPodSandboxId());
            if (id.isPresent()) {
                AtOnce.forEach(inventory.containersOf(id.get()), this::removeContainer);
                sandboxes.remove(id.get());
                stats.forget(id.get());
            }
            return RemovePodSandboxResponse.getDefaultInstance();
        });
    }

    @Override
    public PodSandboxStatusResponse podSandboxStatus(PodSandboxStatusRequest request) {
        return inventory.status(request);
    }

    @Override
    public ListPodSandboxResponse listPodSandbox(ListPodSandboxRequest request) {
        return inventory.listSandboxes(request);
    }

    @Override
    public CreateContainerResponse createContainer(CreateContainerRequest request) {
        var config = request.getConfig();
        String id = call(
                "create container " + config.getMetadata().getName(),
                () -> containers.create(request.getPodSandboxId(), config));
        return CreateContainerResponse.newBuilder().setContainerId(id).build();
    }

    @Override
    public StartContainerResponse startContainer(StartContainerRequest request) {
        return call("start container " + request.getContainerId(), () -> {
            containers.start(request.getContainerId());
            return StartContainerResponse.getDefaultInstance();
        });
    }

    @Override
    public StopContainerResponse stopContainer(StopContainerRequest request) {
        return call("stop container " + request.getContainerId(), () -> {
            containers.stop(request.getContainerId(), Duration.ofSeconds(request.getTimeout()));
            return StopContainerResponse.getDefaultInstance();
        });
    }

    @Override
    public RemoveContainerResponse removeContainer(RemoveContainerRequest request) {
        return call("remove container " + request.getContainerId(), () -> {
            removeContainer(request.getContainerId());
            return RemoveContainerResponse.getDefaultInstance();
        });
    }

    private void removeContainer(String id) throws IOException {
        containers.remove(id);
        stats.forget(id);
    }

    @Override
    public ListContainersResponse listContainers(ListContainersRequest request) {
        return inventory.listContainers(request);
    }

    @Override
    public ContainerStatusResponse containerStatus(ContainerStatusRequest request) {
        return inventory.status(request);
    }

    @Override
    public UpdateContainerResourcesResponse updateContainerResources(UpdateContainerResourcesRequest request) {
        return call("update container " + request.getContainerId(), () -> {
            containers.updateResources(request.getContainerId(), request.getLinux());
            return UpdateContainerResourcesResponse.getDefaultInstance();
        });
    }

    @Override
    public ReopenContainerLogResponse reopenContainerLog(ReopenContainerLogRequest request) {
        return call("reopen the log of container " + request.getContainerId(), () -> {
            streams.reopenLog(request.getContainerId());
            return ReopenContainerLogResponse.getDefaultInstance();
        });
    }

    @Override
    public ExecSyncResponse execSync(ExecSyncRequest request) {
        return call("exec in container " + request.getContainerId(), () -> streams.execSync(request));
    }

    @Override
    public ExecSession exec(ExecRequest request) {
        return call("exec in container " + request.getContainerId(), () -> streams.exec(request));
    }

    @Override
    public ExecSession attach(AttachRequest request) {
        return call("attach to container " + request.getContainerId(), () -> streams.attach(request));
    }

    @Override
    public PortForwardSession portForward(String podSandboxId, int port) {
        return call("forward port " + port, () -> streams.portForward(podSandboxId, port));
    }

    @Override
    public ContainerStatsResponse containerStats(ContainerStatsRequest request) {
        var found = call("read the stats of a container", () -> stats.container(request.getContainerId()));
        return ContainerStatsResponse.newBuilder().setStats(found).build();
    }

    @Override
    public ListContainerStatsResponse listContainerStats(ListContainerStatsRequest request) {
        var found = call("read the stats of containers", () -> stats.containers(request.getFilter()));
        return ListContainerStatsResponse.newBuilder().addAllStats(found).build();
    }

    @Override
    public PodSandboxStatsResponse podSandboxStats(PodSandboxStatsRequest request) {
        var found = call("read the stats of a sandbox", () -> stats.sandbox(request.getPodSandboxId()));
        return PodSandboxStatsResponse.newBuilder().setStats(found).build();
    }

    @Override
    public ListPodSandboxStatsResponse listPodSandboxStats(ListPodSandboxStatsRequest request) {
        var found = call("read the stats of sandboxes", () -> stats.sandboxes(request.getFilter()));
        return ListPodSandboxStatsResponse.newBuilder().addAllStats(found).build();
    }

    /** Nothing follows from it: the pod address range is in the CNI configuration, which the node's owner writes. */
    @Override
    public UpdateRuntimeConfigResponse updateRuntimeConfig(UpdateRuntimeConfigRequest request) {
        return UpdateRuntimeConfigResponse.getDefaultInstance();
    }

    @Override
    public StatusResponse status(StatusRequest request) {
        return NodeStatus.of(network);
    }

    @Override
    public CheckpointContainerResponse checkpointContainer(CheckpointContainerRequest request) {
        throw new CriException(
                CriException.Code.UNIMPLEMENTED, "checkpoints need criu, which this runtime doesn't use");
    }

    /** This runtime has no metrics of its own beside its stats. */
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

    /** The pod's cgroup is the kubelet's to limit; containers' limits change one by one. */
    @Override
    public UpdatePodSandboxResourcesResponse updatePodSandboxResources(UpdatePodSandboxResourcesRequest request) {
        inventory.status(PodSandboxStatusRequest.newBuilder()
                .setPodSandboxId(request.getPodSandboxId())
                .build());
        return UpdatePodSandboxResourcesResponse.getDefaultInstance();
    }

    @Override
    public EventSubscription containerEvents(Consumer<ContainerEventResponse> consumer) {
        return events.subscribe(consumer);
    }

    @Override
    public ListImagesResponse listImages(ListImagesRequest request) {
        return call("list images", () -> imageCalls.list(request));
    }

    @Override
    public ImageStatusResponse imageStatus(ImageStatusRequest request) {
        return call("look up image " + request.getImage().getImage(), () -> imageCalls.status(request));
    }

    @Override
    public PullImageResponse pullImage(PullImageRequest request) {
        return call("pull image " + request.getImage().getImage(), () -> imageCalls.pull(request));
    }

    @Override
    public RemoveImageResponse removeImage(RemoveImageRequest request) {
        return call("remove image " + request.getImage().getImage(), () -> {
            imageCalls.remove(request.getImage());
            return RemoveImageResponse.getDefaultInstance();
        });
    }

    @Override
    public ImageFsInfoResponse imageFsInfo(ImageFsInfoRequest request) {
        return call(
                "measure the image file system",
                () -> imageCalls.fileSystem(options.root(), stats.now(), stats.written()));
    }

    /** Brings in all images of a docker-archive or oci-archive, compressed or not. */
    public List<StoredImage> importImages(Path archive) {
        return call("import " + archive, () -> machinery.images().importArchive(archive));
    }

    /** Lets go of the directories. Containers go on running. */
    @Override
    public void close() throws IOException {
        events.close();
        registry.close();
        watch.close();
        lock.close();
    }
}
