package dev.mudi.kubelet;

import dev.mudi.kubelet.config.KubeletConfiguration;
import dev.mudi.kubelet.eviction.EvictionOrder;
import dev.mudi.kubelet.eviction.Thresholds;
import dev.mudi.kubelet.images.ImageCollector;
import dev.mudi.kubelet.logs.LogRotation;
import dev.mudi.kubelet.node.NodeHealth;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.stats.HostUse;
import dev.mudi.kubelet.worker.Ending;
import dev.mudi.kubelet.worker.PodWorkers;
import dev.mudi.runtime.RuntimeService;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ListPodSandboxStatsRequest;
import dev.mudi.runtime.cri.StatusRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be looked at now and then: logs that grow, disks and memory that fill. One virtual thread. */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long PERIOD_SECONDS = 10;
    /** Every so many periods images are looked at. */
    private static final int IMAGES_EVERY = 30;

    private final KubeletConfiguration configuration;
    private final RuntimeService runtime;
    private final PodWorkers workers;
    private final LogRotation logs;
    private final ImageCollector images;
    private final Path root;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean memoryPressure;
    private volatile boolean diskPressure;

    /** Starts to keep house. */
    Housekeeping(
            KubeletConfiguration configuration,
            RuntimeService runtime,
            PodWorkers workers,
            LogRotation logs,
            ImageCollector images,
            Path root) {
        this.configuration = configuration;
        this.runtime = runtime;
        this.workers = workers;
        this.logs = logs;
        this.images = images;
        this.root = root;
        this.thread = Thread.ofVirtual().name("kubelet-housekeeping").start(this::run);
    }

    /** How the node is: what the runtime says, and what was last measured. */
    NodeHealth health() {
        return new NodeHealth(problems(runtime), memoryPressure, diskPressure, false);
    }

    /** What keeps the runtime from running pods. */
    static List<String> problems(RuntimeService runtime) {
        try {
            return NodeHealth.problems(
                    runtime.status(StatusRequest.getDefaultInstance()).getStatus());
        } catch (CriException e) {
            return List.of("container runtime is down: " + e.getMessage());
        }
    }

    private void run() {
        try {
            for (int i = 1; !closed.await(PERIOD_SECONDS, TimeUnit.SECONDS); i++) {
                look(i % IMAGES_EVERY == 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(boolean alsoImages) {
        try {
            logs.rotateAll();
            if (alsoImages || diskPressure) {
                images.collect(configuration.imageGcHighThresholdPercent(), configuration.imageGcLowThresholdPercent());
            }
            measure();
        } catch (IOException | CriException e) {
            LOG.atWarn().setCause(e).log("The node could not be looked after");
        }
    }

    private void measure() throws IOException {
        var host = HostUse.read(root);
        var thresholds = Thresholds.of(configuration, host);
        memoryPressure = thresholds.memoryPressure(host);
        diskPressure = thresholds.diskPressure(host);
        if (memoryPressure) {
            evict("memory", thresholds.memoryBytes(), host.memoryAvailable());
        } else if (diskPressure) {
            evict("ephemeral-storage", thresholds.diskBytes(), host.diskAvailable());
        }
    }

    private void evict(String resource, long threshold, long available) {
        var used = new HashMap<String, Long>();
        for (var stats : runtime.listPodSandboxStats(ListPodSandboxStatsRequest.getDefaultInstance())
                .getStatsList()) {
            long bytes = resource.equals("memory")
                    ? stats.getLinux().getMemory().getWorkingSetBytes().getValue()
                    : stats.getLinux().getContainersList().stream()
                            .mapToLong(c -> c.getWritableLayer().getUsedBytes().getValue())
                            .sum();
            used.put(stats.getAttributes().getMetadata().getUid(), bytes);
        }
        EvictionOrder.first(workers.pods(), used, resource).ifPresent(pod -> {
            var message = "The node was low on resource: " + resource + ". Threshold quantity: " + threshold
                    + ", available: " + available / 1024 + "Ki. ";
            LOG.atWarn().addKeyValue("pod", PodSpecs.describe(pod)).log("The pod is evicted: {}", message);
            workers.evict(PodSpecs.uid(pod), new Ending("Evicted", message, OptionalLong.of(0), true));
        });
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(Duration.ofSeconds(2))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
