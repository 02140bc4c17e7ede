package dev.mudi.runtime.pod;

import dev.mudi.runtime.cgroup.CgroupUsage;
import dev.mudi.runtime.cri.ContainerAttributes;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStats;
import dev.mudi.runtime.cri.ContainerStatsFilter;
import dev.mudi.runtime.cri.CpuUsage;
import dev.mudi.runtime.cri.FilesystemIdentifier;
import dev.mudi.runtime.cri.FilesystemUsage;
import dev.mudi.runtime.cri.LinuxPodSandboxStats;
import dev.mudi.runtime.cri.MemoryUsage;
import dev.mudi.runtime.cri.NetworkInterfaceUsage;
import dev.mudi.runtime.cri.NetworkUsage;
import dev.mudi.runtime.cri.PodSandboxAttributes;
import dev.mudi.runtime.cri.PodSandboxStats;
import dev.mudi.runtime.cri.PodSandboxStatsFilter;
import dev.mudi.runtime.cri.ProcessUsage;
import dev.mudi.runtime.cri.UInt64Value;
import dev.mudi.runtime.linux.FileTrees;
import dev.mudi.runtime.linux.NamespaceThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What containers and sandboxes use, read when it is asked for. A writable layer is measured at most every ten seconds a
 * container, since that walks it. Thread-safe.
 */
public final class PodStats {

    private static final long LAYER_AGE = Duration.ofSeconds(10).toNanos();

    private record CpuSample(long time, long total, long nanoCores) {}

    private record LayerSample(long time, FileTrees.Usage usage) {}

    private final Machinery machinery;
    private final Sandboxes sandboxes;
    private final Containers containers;
    private final Map<String, CpuSample> cpuSamples = new ConcurrentHashMap<>();
    private final Map<String, LayerSample> layerSamples = new ConcurrentHashMap<>();

    public PodStats(Machinery machinery, Sandboxes sandboxes, Containers containers) {
        this.machinery = machinery;
        this.sandboxes = sandboxes;
        this.containers = containers;
    }

    /** One container's; NOT_FOUND when there is no such container. */
    public ContainerStats container(String id) throws IOException {
        return stats(containers.require(id).record());
    }

    /** The running containers' that pass the filter. */
    public List<ContainerStats> containers(ContainerStatsFilter filter) throws IOException {
        var found = new ArrayList<ContainerStats>();
        for (var entry : containers.all()) {
            var record = entry.record();
            if (record.state() == ContainerState.CONTAINER_RUNNING
                    && record.id().startsWith(filter.getId())
                    && record.sandboxId().startsWith(filter.getPodSandboxId())
                    && Inventory.hasLabels(record.config().getLabelsMap(), filter.getLabelSelectorMap())) {
                found.add(stats(record));
            }
        }
        return found;
    }

    /** One sandbox's; NOT_FOUND when there is no such sandbox. */
    public PodSandboxStats sandbox(String id) throws IOException {
        return stats(sandboxes.require(id));
    }

    /** The ready sandboxes' that pass the filter. */
    public List<PodSandboxStats> sandboxes(PodSandboxStatsFilter filter) throws IOException {
        var found = new ArrayList<PodSandboxStats>();
        for (var sandbox : sandboxes.all()) {
            if (sandbox.ready()
                    && sandbox.id().startsWith(filter.getId())
                    && Inventory.hasLabels(sandbox.config().getLabelsMap(), filter.getLabelSelectorMap())) {
                found.add(stats(sandbox));
            }
        }
        return found;
    }

    /** Lets go of what is kept about a removed container or sandbox. */
    public void forget(String id) {
        cpuSamples.remove(id);
        layerSamples.remove(id);
    }

    /** What all containers together have written, each as last measured. */
    public FileTrees.Usage written() throws IOException {
        var total = FileTrees.Usage.NONE;
        for (var entry : containers.all()) {
            total = total.plus(layer(entry.record().id()).usage());
        }
        return total;
    }

    /** The time in nanoseconds since the epoch. */
    public long now() {
        return machinery.now();
    }

    private ContainerStats stats(ContainerRecord record) throws IOException {
        var stats = ContainerStats.newBuilder()
                .setAttributes(ContainerAttributes.newBuilder()
                        .setId(record.id())
                        .setMetadata(record.config().getMetadata())
                        .putAllLabels(record.config().getLabelsMap())
                        .putAllAnnotations(record.config().getAnnotationsMap()))
                .setWritableLayer(writableLayer(record));
        if (record.state() == ContainerState.CONTAINER_RUNNING) {
            usage(record.place().cgroup())
                    .ifPresent(usage -> stats.setCpu(cpu(record.id(), usage)).setMemory(memory(usage)));
        }
        return stats.build();
    }

    private Optional<CgroupUsage> usage(String cgroup) throws IOException {
        return machinery.cgroups().usage(cgroup);
    }

    private FilesystemUsage writableLayer(ContainerRecord record) throws IOException {
        var sample = layer(record.id());
        return fileSystem(machinery.layout().root(), sample.time(), sample.usage());
    }

    private LayerSample layer(String id) throws IOException {
        long now = machinery.now();
        var sample = layerSamples.get(id);
        if (sample == null || now - sample.time() > LAYER_AGE) {
            sample = new LayerSample(
                    now, ContainerRoot.written(machinery.layout().containerFiles(id)));
            layerSamples.put(id, sample);
        }
        return sample;
    }

    /** CRI's message about the use of a file system. */
    public static FilesystemUsage fileSystem(Path mountPoint, long time, FileTrees.Usage usage) {
        return FilesystemUsage.newBuilder()
                .setTimestamp(time)
                .setFsId(FilesystemIdentifier.newBuilder().setMountpoint(mountPoint.toString()))
                .setUsedBytes(value(usage.bytes()))
                .setInodesUsed(value(usage.inodes()))
                .build();
    }

    private CpuUsage cpu(String id, CgroupUsage usage) {
        long now = machinery.now();
        var last = cpuSamples.get(id);
        long cores = last == null ? 0 : last.nanoCores();
        if (last != null && now > last.time() && usage.cpuNanoseconds() >= last.total()) {
            double seconds = (now - last.time()) / 1e9;
            cores = (long) ((usage.cpuNanoseconds() - last.total()) / seconds);
        }
        cpuSamples.put(id, new CpuSample(now, usage.cpuNanoseconds(), cores));
        return CpuUsage.newBuilder()
                .setTimestamp(now)
                .setUsageCoreNanoSeconds(value(usage.cpuNanoseconds()))
                .setUsageNanoCores(value(cores))
                .build();
    }

    private MemoryUsage memory(CgroupUsage usage) {
        var memory = MemoryUsage.newBuilder()
                .setTimestamp(machinery.now())
                .setWorkingSetBytes(value(usage.workingSet()))
                .setUsageBytes(value(usage.memoryUsage()))
                .setRssBytes(value(usage.rss()))
                .setPageFaults(value(usage.faults().all()))
                .setMajorPageFaults(value(usage.faults().major()));
        if (usage.memoryLimit() > 0) {
            memory.setAvailableBytes(value(Math.max(0, usage.memoryLimit() - usage.workingSet())));
        }
        return memory.build();
    }

    private PodSandboxStats stats(SandboxRecord sandbox) throws IOException {
        var linux = LinuxPodSandboxStats.newBuilder();
        for (var record : containers.of(sandbox.id())) {
            if (record.state() == ContainerState.CONTAINER_RUNNING) {
                linux.addContainers(stats(record));
            }
        }
        // The pod's cgroup counts the pause process and all containers.
        usage(sandbox.cgroupParent())
                .ifPresent(usage -> linux.setCpu(cpu(sandbox.id(), usage))
                        .setMemory(memory(usage))
                        .setProcess(ProcessUsage.newBuilder()
                                .setTimestamp(machinery.now())
                                .setProcessCount(value(usage.processes()))));
        var namespace = sandboxes.networkNamespace(sandbox);
        if (sandbox.ready() && namespace.isPresent()) {
            linux.setNetwork(network(namespace.get()));
        }
        return PodSandboxStats.newBuilder()
                .setAttributes(PodSandboxAttributes.newBuilder()
                        .setId(sandbox.id())
                        .setMetadata(sandbox.config().getMetadata())
                        .putAllLabels(sandbox.config().getLabelsMap())
                        .putAllAnnotations(sandbox.config().getAnnotationsMap()))
                .setLinux(linux)
                .build();
    }

    private NetworkUsage network(Path namespace) throws IOException {
        var network = NetworkUsage.newBuilder().setTimestamp(machinery.now());
        var table =
                NamespaceThread.inNetwork(namespace, () -> Files.readAllLines(Path.of("/proc/thread-self/net/dev")));
        for (String line : table) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip();
            if (name.isEmpty() || name.equals("lo")) {
                continue;
            }
            var usage = interfaceUsage(name, line.substring(colon + 1).strip().split("\\s+", -1));
            if (name.equals("eth0")) {
                network.setDefaultInterface(usage);
            }
            network.addInterfaces(usage);
        }
        return network.build();
    }

    /** proc(5), /proc/net/dev: bytes, packets, errors and five more received, then the same sent. */
    private static NetworkInterfaceUsage interfaceUsage(String name, String[] columns) {
        return NetworkInterfaceUsage.newBuilder()
                .setName(name)
                .setRxBytes(value(Long.parseLong(columns[0])))
                .setRxErrors(value(Long.parseLong(columns[2])))
                .setTxBytes(value(Long.parseLong(columns[8])))
                .setTxErrors(value(Long.parseLong(columns[10])))
                .build();
    }

    private static UInt64Value value(long value) {
        return UInt64Value.newBuilder().setValue(value).build();
    }
}
