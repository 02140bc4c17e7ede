package dev.mudi.apiserver.metrics;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.apiserver.cache.ReadCounts;
import dev.mudi.apiserver.cache.WatchCache;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** What was read of each resource, from its cache and from the store, by upstream's names (apiserver, storage/cacher/metrics). */
final class ReadMetrics implements Collector {
    private static final String READ_WAIT = "apiserver_watch_cache_read_wait_seconds";

    private final PrometheusRegistry registry;
    private final Consumer<BiConsumer<ResourceDefinition, WatchCache>> each;

    private ReadMetrics(PrometheusRegistry registry, Consumer<BiConsumer<ResourceDefinition, WatchCache>> each) {
        this.registry = registry;
        this.each = each;
    }

    /** Registers the metrics of the resources that are shown, each once. */
    static void register(PrometheusRegistry registry, Consumer<BiConsumer<ResourceDefinition, WatchCache>> each) {
        var metrics = new ReadMetrics(registry, each);
        metrics.cache();
        metrics.store();
        metrics.watches();
        registry.register(metrics);
    }

    private void cache() {
        counter("apiserver_cache_list", "Lists that were answered from the cache.", true, ReadCounts::lists);
        counter(
                "apiserver_cache_list_fetched_objects",
                "Objects of the cache that lists looked at.",
                true,
                ReadCounts::fetched);
        counter(
                "apiserver_cache_list_returned_objects",
                "Objects of the cache that lists had.",
                false,
                ReadCounts::returned);
        CounterWithCallback.builder()
                .name("apiserver_watch_cache_consistent_read")
                .help("Reads of the newest state, and whether the cache was new enough.")
                .labelNames("fallback", "group", "resource", "success")
                .callback(point -> each.accept((definition, cache) -> {
                    var reads = cache.reads();
                    var group = definition.group();
                    var resource = definition.resource();
                    point.call((double) reads.consistentReads(), "false", group, resource, "true");
                    point.call((double) reads.lateReads(), "false", group, resource, "false");
                }))
                .register(registry);
    }

    private void store() {
        counter("apiserver_storage_list", "Ranges that were read from the store.", false, ReadCounts::storeReads);
        counter(
                "apiserver_storage_list_fetched_objects",
                "Objects that were read from the store.",
                false,
                ReadCounts::storeFetched);
        counter(
                "apiserver_storage_list_evaluated_objects",
                "Objects of the store that lists looked at.",
                false,
                ReadCounts::storeEvaluated);
        counter(
                "apiserver_storage_list_returned_objects",
                "Objects of the store that lists had.",
                false,
                ReadCounts::storeReturned);
    }

    private void watches() {
        counter(
                "apiserver_init_events",
                "Objects and events with which watches began.",
                false,
                ReadCounts::initialEvents);
        counter(
                "apiserver_terminated_watchers",
                "Watchers that were cut because they were too slow.",
                false,
                ReadCounts::cutWatchers);
    }

    /** What lists of a cache find without an index has an empty name of it. */
    private void counter(String name, String help, boolean indexed, ToLongFunction<ReadCounts> value) {
        var counter = CounterWithCallback.builder().name(name).help(help);
        if (indexed) {
            counter.labelNames("group", "resource", "index")
                    .callback(point -> each.accept((definition, cache) -> point.call(
                            (double) value.applyAsLong(cache.reads()), definition.group(), definition.resource(), "")));
        } else {
            counter.labelNames("group", "resource")
                    .callback(point -> each.accept((definition, cache) -> point.call(
                            (double) value.applyAsLong(cache.reads()), definition.group(), definition.resource())));
        }
        counter.register(registry);
    }

    /** How long reads waited for the cache. */
    @Override
    public MetricSnapshot collect() {
        var histogram =
                HistogramSnapshot.builder().name(READ_WAIT).help("Time until a cache was new enough for a read.");
        each.accept((definition, cache) -> {
            var reads = cache.reads();
            var buckets = ClassicHistogramBuckets.builder();
            var counts = reads.waits();
            for (int i = 0; i < counts.size(); i++) {
                boolean last = i == ReadCounts.WAIT_BOUNDS.size();
                buckets.bucket(last ? Double.POSITIVE_INFINITY : ReadCounts.WAIT_BOUNDS.get(i), counts.get(i));
            }
            histogram.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(Labels.of("group", definition.group(), "resource", definition.resource()))
                    .classicHistogramBuckets(buckets.build())
                    .sum(reads.waitedSeconds())
                    .build());
        });
        return histogram.build();
    }
}
