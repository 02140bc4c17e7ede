package dev.mudi.apiserver.metrics;

import dev.mudi.apiserver.QueryParameters;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How long writes took, by what they wanted to become of unknown fields. Safe for several threads. */
final class FieldValidationMetrics {
    /** Upstream's bounds of what users wait for. */
    static final double[] SECONDS = {
        0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };

    private static final String PARAMETER = "fieldValidation";

    private final Map<String, Histogram.Series> seconds;
    private final Histogram.Series invalid;

    /** Registers the metric. */
    FieldValidationMetrics(PrometheusRegistry registry) {
        var histogram = Histogram.register(
                registry,
                "field_validation_request_duration_seconds",
                "How long writes took, by their field validation.",
                SECONDS,
                "field_validation");
        seconds = Stream.of("", "Ignore", "Warn", "Strict")
                .collect(Collectors.toMap(Function.identity(), histogram::labelValues));
        invalid = histogram.labelValues("invalid");
    }

    /** A write was answered. */
    void answered(QueryParameters query, double lasted) {
        seconds.getOrDefault(query.get(PARAMETER), invalid).observe(lasted);
    }
}
