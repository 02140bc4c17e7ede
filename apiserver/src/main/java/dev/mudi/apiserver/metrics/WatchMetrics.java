package dev.mudi.apiserver.metrics;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.etcd.Observations;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;

/** What watches sent: size of events, and with it their number. Safe for several threads. */
public final class WatchMetrics {
    private static final double FIRST_BYTES = 1_024;
    private static final int BUCKETS = 8;
    private static final double NANOS = 1e9;
    private static final double[] LIST_SECONDS = {0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 4, 6, 8, 10, 15, 20, 30, 45, 60};

    private final Histogram sizes;
    private final Histogram lists;

    /** Registers the metrics. */
    public WatchMetrics(PrometheusRegistry registry) {
        sizes = Histogram.register(
                registry,
                "apiserver_watch_events_sizes",
                "Bytes of events sent to watchers.",
                Observations.exponential(FIRST_BYTES, 2, BUCKETS),
                "group",
                "resource",
                "version");
        CounterWithCallback.builder()
                .name("apiserver_watch_events_total")
                .help("Events sent to watchers.")
                .labelNames("group", "resource", "version")
                .callback(point -> sizes.forEachCount((labels, count) -> point.call((double) count, labels)))
                .register(registry);
        lists = Histogram.register(
                registry,
                "apiserver_watch_list_duration_seconds",
                "Time until a watch had said all that there is.",
                LIST_SECONDS,
                "group",
                "resource",
                "scope",
                "version");
    }

    /** A watch has said all that there is, and that this is all. */
    public void listed(RequestContext context, Instant now) {
        var info = context.info();
        lists.labelValues(info.group(), info.resource(), RequestMetrics.scope(info), info.version())
                .observe(Duration.between(context.received(), now).toNanos() / NANOS);
    }

    /** The counts of one resource, looked up once a watch. */
    public Sent of(ResourceDefinition definition) {
        return new Sent(sizes.labelValues(definition.group(), definition.resource(), definition.version()));
    }

    /** What the watches of one resource sent. */
    public record Sent(Histogram.Series sizes) {
        /** An event of so many bytes was sent. */
        public void event(long bytes) {
            sizes.observe((double) bytes);
        }
    }
}
