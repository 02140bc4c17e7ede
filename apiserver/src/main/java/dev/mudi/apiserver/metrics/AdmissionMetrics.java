package dev.mudi.apiserver.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** How long admission takes: by plugin, and all of them together. Safe for several threads. */
public final class AdmissionMetrics {
    private static final double[] SECONDS = {0.005, 0.025, 0.1, 0.5, 1, 2.5};

    private final Histogram steps;
    private final Histogram plugins;

    /** Registers the metrics. */
    public AdmissionMetrics(PrometheusRegistry registry) {
        steps = Histogram.builder()
                .withoutExemplars()
                .name("apiserver_admission_step_admission_duration_seconds")
                .help("How long all plugins took, by step.")
                .labelNames("operation", "rejected", "type")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
        plugins = Histogram.builder()
                .withoutExemplars()
                .name("apiserver_admission_controller_admission_duration_seconds")
                .help("How long a plugin took.")
                .labelNames("name", "operation", "rejected", "type")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }

    /** The place of one plugin's durations. */
    public DistributionDataPoint plugin(String name, String operation, boolean rejected, String type) {
        return plugins.labelValues(name, operation, String.valueOf(rejected), type);
    }

    /** The place of the durations of all of them. */
    public DistributionDataPoint step(String operation, boolean rejected, String type) {
        return steps.labelValues(operation, String.valueOf(rejected), type);
    }
}
