package dev.mudi.apiserver.metrics;

import dev.mudi.api.tree.ObjectValue;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/** What the operating system knows about the process, under the names that every Prometheus client uses. */
public final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path NETWORK = Path.of("/proc/self/net/netstat");
    private static final int KIBI = 1024;
    private static final double NO_LIMIT = 0x1p64;

    /** What {@code /version} says, by label. */
    private static final Map<String, String> BUILD_LABELS = new TreeMap<>(Map.of(
            "build_date", "buildDate",
            "compiler", "compiler",
            "git_commit", "gitCommit",
            "git_tree_state", "gitTreeState",
            "git_version", "gitVersion",
            "go_version", "goVersion",
            "major", "major",
            "minor", "minor",
            "platform", "platform"));

    private ProcessMetrics() {}

    /** Registers the metrics; they are read when the page is. */
    public static void register(PrometheusRegistry registry) {
        gauge(registry, "process_resident_memory_bytes", "Resident memory in bytes.", () -> status("VmRSS:") * KIBI);
        gauge(registry, "process_virtual_memory_bytes", "Virtual memory in bytes.", () -> status("VmSize:") * KIBI);
        gauge(
                registry,
                "process_start_time_seconds",
                "Start in seconds since the epoch.",
                ProcessMetrics::startSeconds);
        gauge(registry, "process_open_fds", "Open file descriptors.", ProcessMetrics::openDescriptors);
        gauge(registry, "process_max_fds", "The most file descriptors there may be.", () -> limit("Max open files"));
        gauge(
                registry,
                "process_virtual_memory_max_bytes",
                "The most virtual memory there may be, in bytes.",
                () -> limit("Max address space"));
        counter(registry, "process_network_receive_bytes_total", "Bytes received over IP.", () -> octets("InOctets"));
        counter(registry, "process_network_transmit_bytes_total", "Bytes sent over IP.", () -> octets("OutOctets"));
        counter(
                registry,
                "process_cpu_seconds_total",
                "CPU time of user and system in seconds.",
                ProcessMetrics::cpuSeconds);
    }

    /** Registers the version that the process is of. */
    public static void registerVersion(PrometheusRegistry registry, ObjectValue version) {
        Info.builder()
                .name("kubernetes_build_info")
                .help("The version of Kubernetes that this is.")
                .labelNames(BUILD_LABELS.keySet().toArray(String[]::new))
                .register(registry)
                .addLabelValues(
                        BUILD_LABELS.values().stream().map(version::string).toArray(String[]::new));
        Gauge.builder()
                .name("version_info")
                .help("The version that is run, the one that it behaves as, and the oldest that it gets on with.")
                .labelNames("binary", "component", "emulation", "min_compat")
                .register(registry)
                .labelValues(
                        version.string("gitVersion").substring(1),
                        "kube",
                        version.string("emulationMajor") + "." + version.string("emulationMinor"),
                        version.string("minCompatibilityMajor") + "." + version.string("minCompatibilityMinor"))
                .set(1);
    }

    private static void counter(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(point -> point.call(value.getAsDouble()))
                .register(registry);
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(point -> point.call(value.getAsDouble()))
                .register(registry);
    }

    /** A number in KiB of /proc/self/status; 0 where there is no such file. */
    private static double status(String name) {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + STATUS, e);
        }
    }

    private static double openDescriptors() {
        var names = DESCRIPTORS.toFile().list();
        return names == null ? 0 : names.length;
    }

    /** A soft limit: the first word behind its name. None is what the system calls infinite, as upstream shows it. */
    private static double limit(String name) {
        if (!Files.exists(LIMITS)) {
            return 0;
        }
        try (var lines = Files.lines(LIMITS)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.replaceAll(name + "\\s+(\\S+).*", "$1"))
                    .mapToDouble(limit -> limit.equals("unlimited") ? NO_LIMIT : Double.parseDouble(limit))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + LIMITS, e);
        }
    }

    /** A number of the line of IP: its names stand in a line, and the numbers in the same order in the next. */
    private static double octets(String name) {
        if (!Files.exists(NETWORK)) {
            return 0;
        }
        try (var all = Files.lines(NETWORK)) {
            var lines = all.filter(line -> line.startsWith("IpExt:"))
                    .map(line -> List.of(line.split(" ", -1)))
                    .toList();
            int column = lines.getFirst().indexOf(name);
            return column < 0 ? 0 : Double.parseDouble(lines.getLast().get(column));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + NETWORK, e);
        }
    }

    private static double startSeconds() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> start.toEpochMilli() / 1e3)
                .orElse(0.0);
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(spent -> spent.toMillis() / 1e3)
                .orElse(0.0);
    }
}
