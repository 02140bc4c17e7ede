package dev.mudi.kubelet.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.client.Timestamps;
import dev.mudi.kubelet.config.KubeletConfiguration;
import dev.mudi.kubelet.pod.CriLabels;
import dev.mudi.kubelet.server.NodeReports;
import dev.mudi.kubelet.status.ApiTime;
import dev.mudi.runtime.RuntimeService;
import dev.mudi.runtime.cri.ContainerFilter;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStateValue;
import dev.mudi.runtime.cri.ContainerStats;
import dev.mudi.runtime.cri.CpuUsage;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ListContainersRequest;
import dev.mudi.runtime.cri.ListPodSandboxStatsRequest;
import dev.mudi.runtime.cri.MemoryUsage;
import dev.mudi.runtime.cri.PodSandboxStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reports made of what the runtime and the host count. */
public final class RuntimeReports implements NodeReports {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String nodeName;
    private final KubeletConfiguration configuration;
    private final RuntimeService runtime;
    private final Supplier<List<String>> problems;
    private final Path root;
    private final InstantSource clock;
    private final Instant started;

    /**
     * @param problems why the node isn't well; empty when it is
     * @param root a directory on the file system of pods
     */
    public RuntimeReports(
            String nodeName,
            KubeletConfiguration configuration,
            RuntimeService runtime,
            Supplier<List<String>> problems,
            Path root,
            InstantSource clock) {
        this.nodeName = nodeName;
        this.configuration = configuration;
        this.runtime = runtime;
        this.problems = problems;
        this.root = root;
        this.clock = clock;
        this.started = clock.instant();
    }

    @Override
    public String health() {
        return String.join("; ", problems.get());
    }

    @Override
    public String configuration() {
        var document = JSON.createObjectNode();
        document.set("kubeletconfig", configuration.document());
        return document.toString();
    }

    private List<PodSandboxStats> stats() {
        return runtime.listPodSandboxStats(ListPodSandboxStatsRequest.getDefaultInstance())
                .getStatsList();
    }

    private HostUse host() {
        try {
            return HostUse.read(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String statsSummary() {
        var host = host();
        var document = JSON.createObjectNode();
        var node = document.putObject("node");
        var now = Timestamps.time(clock.instant());
        node.put("nodeName", nodeName).put("startTime", Timestamps.time(started));
        node.putObject("cpu").put("time", now).put("usageCoreNanoSeconds", host.cpuNanos());
        node.putObject("memory")
                .put("time", now)
                .put("availableBytes", host.memoryAvailable())
                .put("usageBytes", host.memoryUsed())
                .put("workingSetBytes", host.memoryUsed());
        node.putObject("fs")
                .put("time", now)
                .put("availableBytes", host.diskAvailable())
                .put("capacityBytes", host.diskTotal())
                .put("usedBytes", host.diskTotal() - host.diskAvailable());
        var pods = document.putArray("pods");
        for (var sandbox : stats()) {
            pod(pods.addObject(), sandbox);
        }
        return document.toString();
    }

    private static void pod(ObjectNode pod, PodSandboxStats sandbox) {
        var metadata = sandbox.getAttributes().getMetadata();
        pod.putObject("podRef")
                .put("name", metadata.getName())
                .put("namespace", metadata.getNamespace())
                .put("uid", metadata.getUid());
        var linux = sandbox.getLinux();
        cpu(pod, linux.getCpu());
        memory(pod, linux.getMemory());
        var network = linux.getNetwork().getDefaultInterface();
        if (!network.getName().isEmpty()) {
            pod.putObject("network")
                    .put("time", time(linux.getNetwork().getTimestamp()))
                    .put("name", network.getName())
                    .put("rxBytes", network.getRxBytes().getValue())
                    .put("txBytes", network.getTxBytes().getValue());
        }
        var containers = pod.putArray("containers");
        for (var stats : linux.getContainersList()) {
            var container = containers.addObject().put("name", name(stats));
            cpu(container, stats.getCpu());
            memory(container, stats.getMemory());
            if (stats.hasWritableLayer()) {
                container
                        .putObject("rootfs")
                        .put("time", time(stats.getWritableLayer().getTimestamp()))
                        .put(
                                "usedBytes",
                                stats.getWritableLayer().getUsedBytes().getValue());
            }
        }
    }

    private static String name(ContainerStats stats) {
        return stats.getAttributes()
                .getLabelsOrDefault(
                        CriLabels.CONTAINER_NAME,
                        stats.getAttributes().getMetadata().getName());
    }

    private static String time(long nanos) {
        return Timestamps.time(ApiTime.instant(nanos));
    }

    private static void cpu(ObjectNode into, CpuUsage cpu) {
        if (cpu.getTimestamp() == 0) {
            return;
        }
        var node = into.putObject("cpu")
                .put("time", time(cpu.getTimestamp()))
                .put("usageCoreNanoSeconds", cpu.getUsageCoreNanoSeconds().getValue());
        if (cpu.hasUsageNanoCores()) {
            node.put("usageNanoCores", cpu.getUsageNanoCores().getValue());
        }
    }

    private static void memory(ObjectNode into, MemoryUsage memory) {
        if (memory.getTimestamp() == 0) {
            return;
        }
        into.putObject("memory")
                .put("time", time(memory.getTimestamp()))
                .put("usageBytes", memory.getUsageBytes().getValue())
                .put("workingSetBytes", memory.getWorkingSetBytes().getValue())
                .put("rssBytes", memory.getRssBytes().getValue());
    }

    @Override
    public String resourceMetrics() {
        var host = host();
        var text = new PrometheusText();
        text.metric(
                        "node_cpu_usage_seconds_total",
                        "counter",
                        "Cumulative cpu time consumed by the node in core-seconds")
                .value("node_cpu_usage_seconds_total", Map.of(), host.cpuNanos() / 1e9)
                .metric("node_memory_working_set_bytes", "gauge", "Current working set of the node in bytes")
                .value("node_memory_working_set_bytes", Map.of(), host.memoryUsed());
        var pods = stats();
        text.metric(
                "container_cpu_usage_seconds_total",
                "counter",
                "Cumulative cpu time consumed by the container in core-seconds");
        each(
                pods,
                (labels, stats) -> text.value(
                        "container_cpu_usage_seconds_total",
                        labels,
                        stats.getCpu().getUsageCoreNanoSeconds().getValue() / 1e9));
        text.metric("container_memory_working_set_bytes", "gauge", "Current working set of the container in bytes");
        each(
                pods,
                (labels, stats) -> text.value(
                        "container_memory_working_set_bytes",
                        labels,
                        stats.getMemory().getWorkingSetBytes().getValue()));
        startTimes(text);
        podMetrics(text, pods);
        return text.metric("resource_scrape_error", "gauge", "1 if there was an error while getting container metrics")
                .value("resource_scrape_error", Map.of(), 0)
                .toString();
    }

    /** The aggregator of resource metrics drops containers whose start it doesn't know. */
    private void startTimes(PrometheusText text) {
        text.metric("container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds");
        var running = ContainerFilter.newBuilder()
                .setState(ContainerStateValue.newBuilder().setState(ContainerState.CONTAINER_RUNNING));
        for (var container : runtime.listContainers(
                        ListContainersRequest.newBuilder().setFilter(running).build())
                .getContainersList()) {
            var labels = container.getLabelsMap();
            text.value(
                    "container_start_time_seconds",
                    Map.of(
                            "container",
                            labels.getOrDefault(CriLabels.CONTAINER_NAME, ""),
                            "namespace",
                            labels.getOrDefault(CriLabels.POD_NAMESPACE, ""),
                            "pod",
                            labels.getOrDefault(CriLabels.POD_NAME, "")),
                    container.getCreatedAt() / 1e9);
        }
    }

    private static void podMetrics(PrometheusText text, List<PodSandboxStats> pods) {
        text.metric(
                "pod_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the pod in core-seconds");
        for (var pod : pods) {
            text.value(
                    "pod_cpu_usage_seconds_total",
                    podLabels(pod),
                    pod.getLinux().getCpu().getUsageCoreNanoSeconds().getValue() / 1e9);
        }
        text.metric("pod_memory_working_set_bytes", "gauge", "Current working set of the pod in bytes");
        for (var pod : pods) {
            text.value(
                    "pod_memory_working_set_bytes",
                    podLabels(pod),
                    pod.getLinux().getMemory().getWorkingSetBytes().getValue());
        }
    }

    private interface Each {
        void accept(Map<String, String> labels, ContainerStats stats);
    }

    private static Map<String, String> podLabels(PodSandboxStats pod) {
        var metadata = pod.getAttributes().getMetadata();
        return Map.of("namespace", metadata.getNamespace(), "pod", metadata.getName());
    }

    private static void each(List<PodSandboxStats> pods, Each each) {
        for (var pod : pods) {
            var metadata = pod.getAttributes().getMetadata();
            for (var stats : pod.getLinux().getContainersList()) {
                each.accept(
                        Map.of(
                                "container",
                                name(stats),
                                "namespace",
                                metadata.getNamespace(),
                                "pod",
                                metadata.getName()),
                        stats);
            }
        }
    }

    @Override
    public String metrics() {
        var text = new PrometheusText();
        text.metric("kubelet_node_name", "gauge", "The node's name. The count is always 1.")
                .value("kubelet_node_name", Map.of("node", nodeName), 1);
        try {
            var containers = runtime.listContainers(ListContainersRequest.getDefaultInstance())
                    .getContainersList();
            text.metric("kubelet_running_containers", "gauge", "Number of containers currently running");
            for (var state : ContainerState.values()) {
                long count =
                        containers.stream().filter(c -> c.getState() == state).count();
                if (count > 0) {
                    var name = state.name().replace("CONTAINER_", "").toLowerCase(java.util.Locale.ROOT);
                    text.value("kubelet_running_containers", Map.of("container_state", name), count);
                }
            }
            text.metric("kubelet_running_pods", "gauge", "Number of pods that have a running pod sandbox")
                    .value("kubelet_running_pods", Map.of(), stats().size());
        } catch (CriException e) {
            text.metric(
                            "kubelet_runtime_operations_errors_total",
                            "counter",
                            "Cumulative number of runtime operation errors")
                    .value("kubelet_runtime_operations_errors_total", Map.of("operation_type", "list"), 1);
        }
        return text.toString();
    }
}
