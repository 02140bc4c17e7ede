package dev.mudi.apiserver.metrics;

import dev.mudi.etcd.Observations;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;

/**
 * A histogram of buckets that were chosen beforehand, one of {@link Observations} a series: a request is seen by some forty of them, and the
 * library's own costs more (four striped adders each). Safe for several threads.
 */
public final class Histogram implements Collector {
    private final String name;
    private final String help;
    private final double[] bounds;
    private final String[] labels;
    private final Map<List<String>, Series> series = new ConcurrentHashMap<>();

    private Histogram(String name, String help, double[] bounds, String... labels) {
        this.name = name;
        this.help = help;
        this.bounds = bounds;
        this.labels = labels;
    }

    /**
     * A new one.
     *
     * @param bounds of the buckets, upper and included, in rising order; a further bucket takes what is larger
     * @param labels by whose values there is a series each; the caller bounds how many different ones there are
     */
    static Histogram register(
            PrometheusRegistry registry, String name, String help, double[] bounds, String... labels) {
        var histogram = new Histogram(name, help, bounds.clone(), labels.clone());
        registry.register(histogram);
        return histogram;
    }

    /** The bounds of a given number of buckets, each a constant above the one before. */
    static double[] linear(double first, double step, int buckets) {
        var bounds = new double[buckets];
        for (int i = 0; i < buckets; i++) {
            bounds[i] = first + i * step;
        }
        return bounds;
    }

    /** The series of these values, in the order of the labels. */
    Series labelValues(String... values) {
        if (values.length != labels.length) {
            throw new IllegalArgumentException(name + " has " + labels.length + " labels, not " + values.length);
        }
        return series.computeIfAbsent(List.of(values), ignored -> new Series(Observations.within(bounds)));
    }

    /** Calls back with the values of the labels of each series, and how many it has seen. */
    void forEachCount(ObjLongConsumer<String[]> action) {
        series.forEach((values, counted) ->
                action.accept(values.toArray(String[]::new), counted.seen().count()));
    }

    /** What was observed with the same labels. */
    public record Series(Observations seen) {
        /** Counts one. */
        public void observe(double value) {
            seen.observe(value);
        }

        private HistogramDataPointSnapshot collect(Labels labels) {
            var buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i < seen.buckets(); i++) {
                buckets.bucket(seen.bound(i), seen.count(i));
            }
            return HistogramDataPointSnapshot.builder()
                    .labels(labels)
                    .classicHistogramBuckets(buckets.build())
                    .sum(seen.sum())
                    .build();
        }
    }

    @Override
    public MetricFamilyDescriptor getMetricFamilyDescriptor() {
        return MetricFamilyDescriptor.of(MetricType.HISTOGRAM, new MetricMetadata(name, help), Set.of(labels));
    }

    @Override
    public MetricSnapshot collect() {
        var snapshot = HistogramSnapshot.builder().name(name).help(help);
        series.forEach((values, counted) ->
                snapshot.dataPoint(counted.collect(Labels.of(labels, values.toArray(String[]::new)))));
        return snapshot.build();
    }
}
