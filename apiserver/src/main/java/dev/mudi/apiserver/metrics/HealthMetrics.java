package dev.mudi.apiserver.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What health checks have said (KEP-3466, component health SLIs). Safe for several threads. */
public final class HealthMetrics {
    private final Gauge last;
    private final Counter total;

    /** Registers the metrics. */
    public HealthMetrics(PrometheusRegistry registry) {
        last = Gauge.builder()
                .name("kubernetes_healthcheck")
                .help("What a check said last: 1 that all is well.")
                .labelNames("name", "type")
                .register(registry);
        total = Counter.builder()
                .name("kubernetes_healthchecks_total")
                .help("How often a check said what.")
                .labelNames("name", "status", "type")
                .register(registry);
    }

    /** A check was asked by the endpoint of this type: healthz, livez or readyz. */
    public void checked(String name, String type, boolean healthy) {
        last.labelValues(name, type).set(healthy ? 1 : 0);
        total.labelValues(name, healthy ? "success" : "error", type).inc();
    }
}
