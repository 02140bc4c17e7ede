package dev.mudi.kubelet;

import dev.mudi.client.EventBroadcaster;
import dev.mudi.kubelet.cgroup.PodCgroups;
import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.event.PodEvents;
import dev.mudi.kubelet.images.ImageCollector;
import dev.mudi.kubelet.logs.LogRotation;
import dev.mudi.kubelet.mount.HostMounts;
import dev.mudi.kubelet.node.HostFacts;
import dev.mudi.kubelet.node.NodeHealth;
import dev.mudi.kubelet.node.NodeObject;
import dev.mudi.kubelet.node.NodeRegistration;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.server.DelegatedAuth;
import dev.mudi.kubelet.server.KubeletServer;
import dev.mudi.kubelet.server.ServerOptions;
import dev.mudi.kubelet.stats.RuntimeReports;
import dev.mudi.kubelet.volume.PodDirectories;
import dev.mudi.kubelet.volume.Trees;
import dev.mudi.kubelet.worker.PodWorkers;
import dev.mudi.runtime.ImageService;
import dev.mudi.runtime.RuntimeService;
import dev.mudi.runtime.StreamingRuntime;
import dev.mudi.runtime.cri.ContainerEventResponse;
import dev.mudi.runtime.cri.EventSubscription;
import dev.mudi.runtime.cri.VersionRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node agent at work. Made by {@link #start}; closing it leaves the containers running, and the next one finds them again.
 */
public final class Kubelet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Kubelet.class);

    private final KubeletOptions options;
    private final Clock clock;
    private final RuntimeService runtime;
    private final EventBroadcaster broadcaster;
    private final PodEquipment equipment;
    private final PodSource source;
    private final PodWorkers workers;
    private final Optional<Housekeeping> housekeeping;
    private final Optional<KubeletServer> server;
    private final NodeRegistration registration;
    private final EventSubscription containerEvents;

    /** The three faces of a CRI runtime; one object may have them all. */
    public record Cri(RuntimeService service, ImageService images, StreamingRuntime streaming) {}

    private Kubelet(KubeletOptions options, KubernetesClient client, Cri cri, Clock clock) throws IOException {
        this.options = options;
        this.clock = clock;
        this.runtime = cri.service();
        var version = runtime.version(VersionRequest.getDefaultInstance());
        var facts = facts(options);
        broadcaster = new EventBroadcaster(client, clock, options.nodeName());
        var recorder = broadcaster.recorder("kubelet");
        equipment = PodEquipment.make(
                options, client, cri, facts, new PodEvents(recorder), version.getRuntimeName(), clock);
        source = new PodSource(client, options, equipment.random());
        workers = equipment.workers(source, this::nodeLabels);
        var images = new ImageCollector(cri.images(), runtime);
        housekeeping = options.hollow() ? Optional.empty() : Optional.of(housekeeping(images));
        server = serveOrLetGo(client, cri);
        var name = version.getRuntimeName() + "://" + version.getRuntimeVersion();
        var object = new NodeObject(facts, options.configuration(), options.labels(), name);
        var sources = new NodeRegistration.Sources(this::health, images::biggest, this::port);
        registration = new NodeRegistration(client, object, sources, recorder, clock);
        containerEvents = runtime.containerEvents(this::containerChanged);
        source.handTo(workers);
        LOG.atInfo().addKeyValue("node", options.nodeName()).log("The node agent works");
    }

    /**
     * Starts a node agent. It returns at once; {@link #awaitReady} waits for the node.
     *
     * @param client speaks to the API server as the node; stays the caller's
     * @throws IOException when a directory, cgroup, certificate or port can't be used; the message says what to do
     */
    public static Kubelet start(
            KubeletOptions options,
            KubernetesClient client,
            RuntimeService runtime,
            ImageService images,
            StreamingRuntime streaming)
            throws IOException {
        return start(options, client, new Cri(runtime, images, streaming), Clock.systemUTC());
    }

    /** Starts a node agent by a clock. */
    public static Kubelet start(KubeletOptions options, KubernetesClient client, Cri runtime, Clock clock)
            throws IOException {
        if (!options.hollow()) {
            Files.createDirectories(options.directories().root());
            Files.createDirectories(options.directories().podLogs());
        }
        return new Kubelet(options, client, runtime, clock);
    }

    /**
     * Removes what node agents ever left on this host: the pods' mounts, files, logs and cgroups. Their containers must have
     * been removed from the runtime before. Nothing happens where nothing is left.
     *
     * @param cgroupRoot as in the configuration
     * @throws IOException when something can't be removed
     */
    public static void purge(KubeletOptions.Directories directories, String cgroupRoot) throws IOException {
        var pods = new PodDirectories(directories.root()).pods();
        var mounts = HostMounts.linux();
        for (var mount : mounts.below(pods)) {
            mounts.unmount(mount);
        }
        Trees.delete(directories.root());
        Trees.delete(directories.podLogs());
        PodCgroups.purge(cgroupRoot);
    }

    private static NodeFacts facts(KubeletOptions options) {
        var configuration = options.configuration();
        var addresses = options.addresses().isEmpty() ? List.of(HostFacts.address()) : options.addresses();
        var capacity = HostFacts.capacity(options.directories().root(), configuration.maxPods());
        var allocatable = new HashMap<>(capacity);
        configuration
                .reserved()
                .forEach((name, kept) -> allocatable.computeIfPresent(
                        name, (n, has) -> has.subtract(kept).max(BigDecimal.ZERO)));
        var hostname = options.hollow() ? options.nodeName() : HostFacts.hostname();
        return new NodeFacts(options.nodeName(), hostname, addresses, capacity, Map.copyOf(allocatable));
    }

    private Housekeeping housekeeping(ImageCollector images) {
        var configuration = options.configuration();
        var logs = new LogRotation(
                runtime, configuration.containerLogMaxSize(), configuration.containerLogMaxFiles(), clock);
        return new Housekeeping(
                configuration,
                runtime,
                workers,
                logs,
                images,
                options.directories().root());
    }

    private Optional<KubeletServer> serveOrLetGo(KubernetesClient client, Cri cri) throws IOException {
        try {
            return serve(client, cri);
        } catch (IOException e) {
            closeParts();
            throw e;
        }
    }

    private Optional<KubeletServer> serve(KubernetesClient client, Cri cri) throws IOException {
        var configuration = options.configuration();
        if (options.serving().isEmpty() || !configuration.enableServer()) {
            return Optional.empty();
        }
        var serving = options.serving().get();
        var reports = new RuntimeReports(
                options.nodeName(),
                configuration,
                runtime,
                () -> health().problems(),
                options.directories().root(),
                clock);
        var parts = new KubeletServer.Parts(
                new DelegatedAuth(client, options.nodeName(), configuration.anonymousAuth(), clock),
                source.served(equipment.runtime()),
                reports,
                runtime,
                cri.streaming());
        var listen = new ServerOptions(
                new InetSocketAddress(configuration.address(), configuration.port()),
                serving.certificate(),
                serving.privateKey(),
                Optional.of(serving.clientCa()));
        return Optional.of(KubeletServer.start(listen, parts, clock));
    }

    private NodeHealth health() {
        return housekeeping
                .map(Housekeeping::health)
                .orElseGet(() -> new NodeHealth(Housekeeping.problems(runtime), false, false, false));
    }

    private Map<String, String> nodeLabels() {
        return registration.labels();
    }

    private void containerChanged(ContainerEventResponse event) {
        workers.containerChanged(event);
        server.ifPresent(KubeletServer::containersChanged);
    }

    /** Waits until the API says that the node is ready; false when the time is over. */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        return registration.awaitReady(atMost);
    }

    /** The port of the server; 0 when there is none. */
    public int port() {
        return server.map(KubeletServer::port).orElse(0);
    }

    /** The pods that this node has. */
    public List<Pod> pods() {
        return workers.pods();
    }

    /** What the runtime had of a pod when its worker last looked. */
    public RuntimePod runtimePod(String uid) {
        return workers.runtime(uid);
    }

    private void closeParts() {
        source.close();
        housekeeping.ifPresent(Housekeeping::close);
        workers.close();
        equipment.close();
        broadcaster.close();
    }

    /** Stops the node agent; containers, volumes and the node's object stay. */
    @Override
    public void close() {
        containerEvents.close();
        registration.close();
        server.ifPresent(KubeletServer::close);
        closeParts();
        LOG.atInfo().addKeyValue("node", options.nodeName()).log("The node agent has stopped");
    }
}
