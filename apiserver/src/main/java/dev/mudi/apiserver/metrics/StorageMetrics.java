package dev.mudi.apiserver.metrics;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.apiserver.storage.StorageObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** How often the store was asked for what, and how long it took. Safe for several threads. */
public final class StorageMetrics {
    private static final String[] LABELS = {"group", "operation", "resource"};
    private static final double[] SECONDS = {
        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };

    private final Counter total;
    private final Counter errors;
    private final Histogram seconds;
    private final Histogram leases;

    /** Registers the metrics. */
    public StorageMetrics(PrometheusRegistry registry) {
        total = counter(registry, "etcd_requests_total", "Requests to the store.");
        errors = counter(registry, "etcd_request_errors_total", "Requests that the store did not answer as asked.");
        seconds = Histogram.builder()
                .name("etcd_request_duration_seconds")
                .help("How long requests to the store took.")
                .labelNames(LABELS)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
        leases = Histogram.builder()
                .withoutExemplars()
                .name("etcd_lease_object_counts")
                .help("Objects that share a lease of the store.")
                .classicOnly()
                .classicUpperBounds(10, 50, 100, 500, 1000, 2500, 5000)
                .register(registry);
    }

    /** So many objects share a lease that no more will share. */
    public void leaseIsFull(long objects) {
        leases.observe((double) objects);
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder().name(name).help(help).labelNames(LABELS).register(registry);
    }

    /** Who counts the requests for objects of a resource. */
    public StorageObserver of(ResourceDefinition definition) {
        var group = definition.group();
        var resource = definition.resource();
        return (operation, nanos, failed) -> {
            total.labelValues(group, operation.text(), resource).inc();
            seconds.labelValues(group, operation.text(), resource).observe(nanos / 1e9);
            if (failed) {
                errors.labelValues(group, operation.text(), resource).inc();
            }
        };
    }
}
