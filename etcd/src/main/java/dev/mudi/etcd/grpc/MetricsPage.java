package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Observations;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A page in Prometheus' text format (version 0.0.4). */
final class MetricsPage {
    private final StringBuilder text = new StringBuilder();

    void head(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    void gauge(String name, String help, long value) {
        head(name, "gauge", help);
        text.append(name).append(' ').append(value).append('\n');
    }

    void counter(String name, String help, long value) {
        head(name, "counter", help);
        text.append(name).append(' ').append(value).append('\n');
    }

    /** Durations in seconds; nothing when there were none, which is what it is when they cannot be measured. */
    void histogram(String name, String help, Observations seen) {
        if (seen.count() == 0) {
            return;
        }
        head(name, "histogram", help);
        long count = 0;
        for (int i = 0; i < seen.buckets(); i++) {
            count += seen.count(i);
            var bound = Double.isInfinite(seen.bound(i))
                    ? "+Inf"
                    : BigDecimal.valueOf(seen.bound(i)).stripTrailingZeros().toPlainString();
            text.append(name)
                    .append("_bucket{le=\"")
                    .append(bound)
                    .append("\"} ")
                    .append(count)
                    .append('\n');
        }
        text.append(name).append("_sum ").append(seen.sum()).append('\n');
        text.append(name).append("_count ").append(count).append('\n');
    }

    /** A metric that is 1 and says something by its label. */
    void labelled(String name, String type, String help, String label, String value) {
        head(name, type, help);
        text.append(name).append('{').append(label).append("=\"").append(value).append("\"} 1\n");
    }

    /**
     * One metric of calls.
     *
     * @param method full name, {@code package.Service/Method}
     * @param code empty for a metric without one
     */
    void call(String name, String method, String code, long value) {
        int slash = method.indexOf('/');
        text.append(name).append('{');
        if (!code.isEmpty()) {
            text.append("grpc_code=\"").append(code).append("\",");
        }
        text.append("grpc_method=\"")
                .append(method.substring(slash + 1))
                .append("\",grpc_service=\"")
                .append(method, 0, slash)
                .append("\",grpc_type=\"")
                .append(type(method))
                .append("\"} ")
                .append(value)
                .append('\n');
    }

    /** What kind of call the method's are. */
    static String type(String method) {
        return switch (method) {
            case "etcdserverpb.Watch/Watch", "etcdserverpb.Lease/LeaseKeepAlive" -> "bidi_stream";
            case "etcdserverpb.Maintenance/Snapshot", "v3electionpb.Election/Observe" -> "server_stream";
            default -> "unary";
        };
    }

    /** Calls of one kind. */
    void requests(String type, long value) {
        text.append("etcd_server_client_requests_total{client_api_version=\"unknown\",type=\"")
                .append(type)
                .append("\"} ")
                .append(value)
                .append('\n');
    }

    /** What Prometheus' own client tells of a process. */
    void process() {
        var runtime = ManagementFactory.getRuntimeMXBean();
        head("process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.");
        text.append("process_start_time_seconds ")
                .append(String.format(Locale.ROOT, "%.3f", runtime.getStartTime() / 1e3))
                .append('\n');
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.UnixOperatingSystemMXBean system) {
            head("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.");
            text.append("process_cpu_seconds_total ")
                    .append(String.format(Locale.ROOT, "%.2f", system.getProcessCpuTime() / 1e9))
                    .append('\n');
            gauge("os_fd_used", "The number of used file descriptors.", system.getOpenFileDescriptorCount());
            gauge("os_fd_limit", "The file descriptor limit.", system.getMaxFileDescriptorCount());
            gauge("process_open_fds", "Number of open file descriptors.", system.getOpenFileDescriptorCount());
            gauge("process_max_fds", "Maximum number of open file descriptors.", system.getMaxFileDescriptorCount());
        }
        memory("process_resident_memory_bytes", "Resident memory size in bytes.", "VmRSS:");
        memory("process_virtual_memory_bytes", "Virtual memory size in bytes.", "VmSize:");
    }

    /** What the kernel says of this process (proc_pid_status(5)); nothing where it does not. */
    private void memory(String name, String help, String line) {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            lines.filter(one -> one.startsWith(line))
                    .findFirst()
                    .ifPresent(one -> gauge(name, help, Long.parseLong(one.replaceAll("[^0-9]", "")) << 10));
        } catch (IOException _) {
            text.append("# ").append(name).append(" is not known\n");
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
