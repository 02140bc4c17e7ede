package dev.mudi.apiserver.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** How long admission takes: by plugin, and all of them together. Safe for several threads. */
public final class AdmissionMetrics {
    private static final double[] SECONDS = {0.005, 0.025, 0.1, 0.5, 1, 2.5};

    private final Histogram steps;
    private final Histogram plugins;

    /** Registers the metrics. */
    public AdmissionMetrics(PrometheusRegistry registry) {
        steps = Histogram.register(
                registry,
                "apiserver_admission_step_admission_duration_seconds",
                "How long all plugins took, by step.",
                SECONDS,
                "operation",
                "rejected",
                "type");
        plugins = Histogram.register(
                registry,
                "apiserver_admission_controller_admission_duration_seconds",
                "How long a plugin took.",
                SECONDS,
                "name",
                "operation",
                "rejected",
                "type");
    }

    /** The place of one plugin's durations. */
    public Histogram.Series plugin(String name, String operation, boolean rejected, String type) {
        return plugins.labelValues(name, operation, String.valueOf(rejected), type);
    }

    /** The place of the durations of all of them. */
    public Histogram.Series step(String operation, boolean rejected, String type) {
        return steps.labelValues(operation, String.valueOf(rejected), type);
    }
}
