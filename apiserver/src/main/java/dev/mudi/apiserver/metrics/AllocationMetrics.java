package dev.mudi.apiserver.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Supplier;

/** What Services were given of addresses and node ports. Safe for several threads. */
public final class AllocationMetrics {
    private static final String IPS = "kube_apiserver_clusterip_allocator_";
    private static final String PORTS = "kube_apiserver_nodeport_allocator_";
    private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    private final PrometheusRegistry registry;
    private final Counter addresses;
    private final Counter addressErrors;
    private final Histogram addressSeconds;
    private final Counter ports;
    private final Counter portErrors;

    /** Who chose what was to be given. */
    public enum Scope {
        /** The client. */
        STATIC("static"),
        /** The allocator. */
        DYNAMIC("dynamic");

        private final String text;

        Scope(String text) {
            this.text = text;
        }
    }

    /**
     * How much of a range is taken.
     *
     * @param name in CIDR notation; empty for node ports
     * @param taken how many
     * @param size how many there are
     */
    public record Usage(String name, long taken, long size) {}

    /** Registers the metrics. */
    public AllocationMetrics(PrometheusRegistry registry) {
        this.registry = registry;
        addresses = counter(IPS + "allocation_total", "Addresses that were given.", "cidr", "scope");
        addressErrors = counter(IPS + "allocation_errors_total", "Addresses that could not be given.", "cidr", "scope");
        addressSeconds = Histogram.register(
                registry, IPS + "allocation_duration_seconds", "How long it took to give an address.", SECONDS, "cidr");
        ports = counter(PORTS + "allocation_total", "Node ports that were given.", "scope");
        portErrors = counter(PORTS + "allocation_errors_total", "Node ports that could not be given.", "scope");
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    /** An address was given, or could not be. */
    public void address(String range, Scope scope, boolean given, long nanos) {
        addressSeconds.labelValues(range).observe(nanos / 1e9);
        (given ? addresses : addressErrors).labelValues(range, scope.text).inc();
    }

    /** A node port was given, or could not be. */
    public void port(Scope scope, boolean given) {
        (given ? ports : portErrors).labelValues(scope.text).inc();
    }

    /** Shows how much of the ranges is taken, counted when the page is read. */
    public void show(Supplier<List<Usage>> ranges, Supplier<Usage> nodePorts) {
        GaugeWithCallback.builder()
                .name(IPS + "allocated_ips")
                .help("Addresses that are given.")
                .labelNames("cidr")
                .callback(point -> ranges.get().forEach(range -> point.call((double) range.taken(), range.name())))
                .register(registry);
        GaugeWithCallback.builder()
                .name(IPS + "available_ips")
                .help("Addresses that are free.")
                .labelNames("cidr")
                .callback(point -> ranges.get()
                        .forEach(range -> point.call((double) (range.size() - range.taken()), range.name())))
                .register(registry);
        gauge(
                "allocated_ports",
                "Node ports that are given.",
                () -> nodePorts.get().taken());
        gauge("available_ports", "Node ports that are free.", () -> {
            var usage = nodePorts.get();
            return usage.size() - usage.taken();
        });
    }

    private void gauge(String name, String help, Supplier<Long> value) {
        GaugeWithCallback.builder()
                .name(PORTS + name)
                .help(help)
                .callback(point -> point.call(value.get()))
                .register(registry);
    }
}
