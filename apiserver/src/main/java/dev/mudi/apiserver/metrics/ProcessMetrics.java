package dev.mudi.apiserver.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;

/** What the operating system knows about the process, under the names that every Prometheus client uses. */
public final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final int KIBI = 1024;

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
        gauge(registry, "process_max_fds", "The most file descriptors there may be.", ProcessMetrics::maxDescriptors);
        CounterWithCallback.builder()
                .name("process_cpu_seconds_total")
                .help("CPU time of user and system in seconds.")
                .callback(point -> point.call(cpuSeconds()))
                .register(registry);
    }

    /** Registers the version that the process is of. */
    public static void registerVersion(PrometheusRegistry registry, String version) {
        var numbers = version.substring(1).split("\\.", -1);
        Info.builder()
                .name("kubernetes_build_info")
                .help("The version of Kubernetes that this is.")
                .labelNames("git_version", "major", "minor")
                .register(registry)
                .addLabelValues(version, numbers[0], numbers[1]);
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

    /** The soft limit: the fourth word of its line. */
    private static double maxDescriptors() {
        if (!Files.exists(LIMITS)) {
            return 0;
        }
        try (var lines = Files.lines(LIMITS)) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.replaceAll("Max open files\\s+(\\S+).*", "$1"))
                    .mapToDouble(
                            limit -> limit.equals("unlimited") ? Double.POSITIVE_INFINITY : Double.parseDouble(limit))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + LIMITS, e);
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
