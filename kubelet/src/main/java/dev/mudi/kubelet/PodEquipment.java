package dev.mudi.kubelet;

import dev.mudi.kubelet.cgroup.PodCgroups;
import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.container.ContainerConfigSource;
import dev.mudi.kubelet.container.ContainerConfigs;
import dev.mudi.kubelet.container.SandboxConfigs;
import dev.mudi.kubelet.container.TerminationMessages;
import dev.mudi.kubelet.event.PodEvents;
import dev.mudi.kubelet.images.ImagePuller;
import dev.mudi.kubelet.lifecycle.HookRunner;
import dev.mudi.kubelet.mount.HostMounts;
import dev.mudi.kubelet.objects.ServiceAccountTokens;
import dev.mudi.kubelet.objects.WatchedObjects;
import dev.mudi.kubelet.prober.ContainerProbes;
import dev.mudi.kubelet.prober.ProbeOutcome;
import dev.mudi.kubelet.prober.ProbeRunner;
import dev.mudi.kubelet.prober.Prober;
import dev.mudi.kubelet.status.StatusGenerator;
import dev.mudi.kubelet.status.StatusWriter;
import dev.mudi.kubelet.volume.PodDirectories;
import dev.mudi.kubelet.volume.Volumes;
import dev.mudi.kubelet.worker.HostFiles;
import dev.mudi.kubelet.worker.PodEnvironments;
import dev.mudi.kubelet.worker.PodFiles;
import dev.mudi.kubelet.worker.PodReporter;
import dev.mudi.kubelet.worker.PodRuntime;
import dev.mudi.kubelet.worker.PodWorkers;
import dev.mudi.kubelet.worker.ServiceList;
import dev.mudi.kubelet.worker.WorkerSetup;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The parts that pods are handled with, wired once: a reader finds here which part knows which. */
final class PodEquipment implements AutoCloseable {

    private final KubeletOptions options;
    private final NodeFacts facts;
    private final PodEvents events;
    private final Clock clock;
    private final PodRuntime runtime;
    private final WatchedObjects objects;
    private final ServiceAccountTokens tokens;
    private final Volumes volumes;
    private final PodCgroups cgroups;
    private final ContainerConfigSource configs;
    private final HookRunner hooks;
    private final Prober prober;
    private final ImagePuller images;
    private final StatusWriter writer;
    private final PodReporter reporter;
    /** Whom to wake; there is nobody before the first pod. */
    private final AtomicReference<Optional<PodWorkers>> woken = new AtomicReference<>(Optional.empty());

    static PodEquipment make(
            KubeletOptions options,
            KubernetesClient client,
            Kubelet.Cri cri,
            NodeFacts facts,
            PodEvents events,
            String runtimeName,
            Clock clock)
            throws IOException {
        return new PodEquipment(options, client, cri, facts, events, runtimeName, clock);
    }

    private PodEquipment(
            KubeletOptions options,
            KubernetesClient client,
            Kubelet.Cri cri,
            NodeFacts facts,
            PodEvents events,
            String runtimeName,
            Clock clock)
            throws IOException {
        this.options = options;
        this.facts = facts;
        this.events = events;
        this.clock = clock;
        var configuration = options.configuration();
        var directories = new PodDirectories(options.directories().root());
        runtime = new PodRuntime(cri.service(), new TerminationMessages(directories));
        objects = new WatchedObjects(client, random(), this::wake);
        tokens = new ServiceAccountTokens(client, clock);
        volumes = new Volumes(directories, HostMounts.linux(), objects, tokens);
        cgroups = options.hollow() ? PodCgroups.none() : PodCgroups.open(configuration.cgroupRoot());
        hooks = new HookRunner(cri.service());
        images = new ImagePuller(cri.images(), objects, events, clock, configuration.parallelImagePulls());
        configs = options.hollow()
                ? ContainerConfigs.bare()
                : new ContainerConfigs(configuration, facts, directories, volumes, images::user);
        ProbeRunner probes = options.hollow()
                ? (probe, target) -> new ProbeOutcome(ProbeOutcome.Kind.SUCCESS, "")
                : new ContainerProbes(cri.service());
        prober = new Prober(probes, events, this::wake, clock);
        writer = new StatusWriter(client, clock);
        reporter = new PodReporter(new StatusGenerator(runtimeName), writer, prober, facts, clock);
    }

    /** For jitter; every thread has its own. */
    RandomGenerator random() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return ThreadLocalRandom.current().nextLong();
            }
        };
    }

    PodRuntime runtime() {
        return runtime;
    }

    private void wake(String uid) {
        woken.get().ifPresent(workers -> workers.wake(uid));
    }

    /** The workers of the node's pods. */
    PodWorkers workers(ServiceList services, Supplier<Map<String, String>> nodeLabels) {
        var configuration = options.configuration();
        var environments = new PodEnvironments(objects, services, facts);
        var sandboxes = new SandboxConfigs(
                configuration, facts, cgroups, options.directories().podLogs());
        PodFiles files =
                options.hollow() ? PodFiles.NONE : new HostFiles(volumes, sandboxes, environments, objects, tokens);
        var setup = new WorkerSetup(
                runtime,
                new WorkerSetup.Containers(images, configs, sandboxes, environments, hooks),
                files,
                reporter,
                prober,
                events,
                new WorkerSetup.Policy(
                        configuration.syncFrequency(),
                        configuration.maxContainerRestartPeriod(),
                        facts,
                        nodeLabels,
                        clock));
        var workers = setup.workers();
        woken.set(Optional.of(workers));
        return workers;
    }

    @Override
    public void close() {
        prober.close();
        images.close();
        writer.close();
        objects.close();
    }
}
