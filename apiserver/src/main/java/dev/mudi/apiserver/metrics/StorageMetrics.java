package dev.mudi.apiserver.metrics;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.apiserver.storage.StorageObserver;
import dev.mudi.apiserver.storage.StorageObserver.Operation;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How often the store was asked for what, and how long it took. Safe for several threads. */
public final class StorageMetrics {
    private static final String[] LABELS = {"group", "operation", "resource"};
    private static final double[] SECONDS = {
        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };

    /** Where requests of one kind for one resource are counted; looked up at the first, since there is no series before. */
    private record Requests(CounterDataPoint total, Histogram.Series seconds) {}

    private final Counter total;
    private final Counter errors;
    private final Histogram seconds;
    private final Histogram.Series leases;

    /** Registers the metrics. */
    public StorageMetrics(PrometheusRegistry registry) {
        total = counter(registry, "etcd_requests_total", "Requests to the store.");
        errors = counter(registry, "etcd_request_errors_total", "Requests that the store did not answer as asked.");
        seconds = Histogram.register(
                registry, "etcd_request_duration_seconds", "How long requests to the store took.", SECONDS, LABELS);
        leases = Histogram.register(
                        registry, "etcd_lease_object_counts", "Objects that share a lease of the store.", new double[] {
                            10, 50, 100, 500, 1000, 2500, 5000
                        })
                .labelValues();
    }

    /** So many objects share a lease that no more will share. */
    public void leaseIsFull(long objects) {
        leases.observe((double) objects);
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help) {
        return Counter.builder()
                .withoutExemplars()
                .name(name)
                .help(help)
                .labelNames(LABELS)
                .register(registry);
    }

    /** Who counts the requests for objects of a resource. */
    public StorageObserver of(ResourceDefinition definition) {
        var group = definition.group();
        var resource = definition.resource();
        Map<Operation, Requests> places = new ConcurrentHashMap<>();
        return (operation, nanos, failed) -> {
            var requests = places.computeIfAbsent(
                    operation,
                    first -> new Requests(
                            total.labelValues(group, first.text(), resource),
                            seconds.labelValues(group, first.text(), resource)));
            requests.total().inc();
            requests.seconds().observe(nanos / 1e9);
            if (failed) {
                errors.labelValues(group, operation.text(), resource).inc();
            }
        };
    }
}
