package dev.mudi.apiserver.metrics;

import dev.mudi.api.resource.ResourceDefinition;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What watches sent: number and size of events. Safe for several threads. */
public final class WatchMetrics {
    private static final double FIRST_BYTES = 1_024;
    private static final int BUCKETS = 8;

    private final Counter events;
    private final Histogram sizes;

    /** Registers the metrics. */
    public WatchMetrics(PrometheusRegistry registry) {
        events = Counter.builder()
                .withoutExemplars()
                .name("apiserver_watch_events_total")
                .help("Events sent to watchers.")
                .labelNames("group", "resource", "version")
                .register(registry);
        sizes = Histogram.builder()
                .withoutExemplars()
                .name("apiserver_watch_events_sizes")
                .help("Bytes of events sent to watchers.")
                .labelNames("group", "resource", "version")
                .classicOnly()
                .classicExponentialUpperBounds(FIRST_BYTES, 2, BUCKETS)
                .register(registry);
    }

    /** The counts of one resource, looked up once a watch. */
    public Sent of(ResourceDefinition definition) {
        return new Sent(
                events.labelValues(definition.group(), definition.resource(), definition.version()),
                sizes.labelValues(definition.group(), definition.resource(), definition.version()));
    }

    /** What the watches of one resource sent. */
    public record Sent(CounterDataPoint events, DistributionDataPoint sizes) {
        /** An event of so many bytes was sent. */
        public void event(long bytes) {
            events.inc();
            sizes.observe((double) bytes);
        }
    }
}
