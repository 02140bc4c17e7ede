package dev.mudi.apiserver.metrics;

import dev.mudi.apiserver.QueryParameters;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
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

    private final Map<String, DistributionDataPoint> seconds;
    private final DistributionDataPoint invalid;

    /** Registers the metric. */
    FieldValidationMetrics(PrometheusRegistry registry) {
        var histogram = Histogram.builder()
                .withoutExemplars()
                .name("field_validation_request_duration_seconds")
                .help("How long writes took, by their field validation.")
                .labelNames("field_validation")
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
        seconds = Stream.of("", "Ignore", "Warn", "Strict")
                .collect(Collectors.toMap(Function.identity(), histogram::labelValues));
        invalid = histogram.labelValues("invalid");
    }

    /** A write was answered. */
    void answered(QueryParameters query, double lasted) {
        seconds.getOrDefault(query.get(PARAMETER), invalid).observe(lasted);
    }
}
