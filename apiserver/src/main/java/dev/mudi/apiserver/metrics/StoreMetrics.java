package dev.mudi.apiserver.metrics;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.apiserver.cache.WatchCache;
import dev.mudi.apiserver.registry.ResourceStores;
import dev.mudi.etcd.EtcdException;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is stored and cached, counted when the page is read. */
public final class StoreMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMetrics.class);
    private static final String[] GROUP_RESOURCE = {"group", "resource"};

    private final PrometheusRegistry registry;
    private final ResourceStores stores;

    private StoreMetrics(PrometheusRegistry registry, ResourceStores stores) {
        this.registry = registry;
        this.stores = stores;
    }

    /** Registers the metrics of these stores. */
    public static void register(PrometheusRegistry registry, ResourceStores stores) {
        var metrics = new StoreMetrics(registry, stores);
        metrics.objects();
        GaugeWithCallback.builder()
                .name("apiserver_storage_size_bytes")
                .help("Bytes that the store takes.")
                .labelNames("storage_cluster_id")
                .callback(point -> metrics.size().ifPresent(bytes -> point.call((double) bytes, "etcd-0")))
                .register(registry);
        metrics.gauge(
                "apiserver_resource_objects",
                "Objects stored at the last look, by resource.",
                cache -> cache.snapshotAsIs().objects().size());
        metrics.gauge(
                "apiserver_resource_size_estimate_bytes",
                "Bytes of the objects stored at the last look, by resource.",
                cache -> cache.snapshotAsIs().objects().bytes());
        metrics.counter(
                "etcd_bookmark_total",
                "How often the store said how far it is, to the cache of a resource.",
                WatchCache::progressNotices);
        metrics.gauge(
                "apiserver_watch_cache_resource_version",
                "The revision that the cache of a resource has reached.",
                cache -> cache.snapshotAsIs().revision());
        metrics.gauge(
                "watch_cache_capacity", "Changes for which the cache of a resource has room.", WatchCache::capacity);
        metrics.counter(
                "apiserver_watch_cache_events_received",
                "Changes that the cache of a resource was told of.",
                WatchCache::receivedEvents);
        metrics.counter(
                "apiserver_watch_cache_events_dispatched",
                "Changes that the cache of a resource has handed to its watchers.",
                WatchCache::dispatchedEvents);
        metrics.counter(
                "apiserver_storage_events_received", "Changes that the store told of.", WatchCache::receivedEvents);
        ReadMetrics.register(registry, metrics::each);
        metrics.counter(
                "apiserver_watch_cache_initializations", "How often the cache of a resource was filled.", cache -> 1);
    }

    /** Empty if the store does not answer: the page has the rest. */
    private OptionalLong size() {
        try {
            return OptionalLong.of(stores.etcd().usedBytes());
        } catch (EtcdException e) {
            LOG.debug("the size of the store is not known: {}", e.getMessage());
            return OptionalLong.empty();
        }
    }

    /** A resource that is served in two groups is stored once. */
    private void objects() {
        GaugeWithCallback.builder()
                .name("apiserver_storage_objects")
                .help("Objects stored at the last look.")
                .labelNames("resource")
                .callback(point -> {
                    var seen = new HashSet<String>();
                    stores.forEachCache((definition, cache) -> {
                        var name = definition.name().qualified();
                        if (seen.add(name)) {
                            point.call(cache.snapshotAsIs().objects().size(), name);
                        }
                    });
                })
                .register(registry);
    }

    private void gauge(String name, String help, ToDoubleFunction<WatchCache> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(GROUP_RESOURCE)
                .callback(point -> each((definition, cache) ->
                        point.call(value.applyAsDouble(cache), definition.group(), definition.resource())))
                .register(registry);
    }

    private void counter(String name, String help, ToDoubleFunction<WatchCache> value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(GROUP_RESOURCE)
                .callback(point -> each((definition, cache) ->
                        point.call(value.applyAsDouble(cache), definition.group(), definition.resource())))
                .register(registry);
    }

    private void each(BiConsumer<ResourceDefinition, WatchCache> action) {
        var seen = new HashSet<String>();
        stores.forEachCache((definition, cache) -> {
            if (seen.add(definition.name().qualified())) {
                action.accept(definition, cache);
            }
        });
    }
}
