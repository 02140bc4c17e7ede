package dev.mudi.apiserver.metrics;

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
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram of buckets that were chosen beforehand. A request is seen by some forty of them, so that what one observation costs counts:
 * two additions next to each other in memory. (The library's own spreads each over four striped adders, in which every virtual thread
 * first has to look for its place.) Safe for several threads.
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

    /** The bounds of a given number of buckets, each so many times the one before. */
    static double[] exponential(double first, double factor, int buckets) {
        var bounds = new double[buckets];
        double bound = first;
        for (int i = 0; i < buckets; i++) {
            bounds[i] = bound;
            bound *= factor;
        }
        return bounds;
    }

    /** The series of these values, in the order of the labels. */
    Series labelValues(String... values) {
        if (values.length != labels.length) {
            throw new IllegalArgumentException(name + " has " + labels.length + " labels, not " + values.length);
        }
        return series.computeIfAbsent(List.of(values), ignored -> new Series(bounds));
    }

    /** What was observed with the same labels. */
    public static final class Series {
        private final double[] bounds;

        /** The bits of the sum, then what is in each bucket. */
        private final AtomicLongArray cells;

        private Series(double[] bounds) {
            this.bounds = bounds;
            this.cells = new AtomicLongArray(bounds.length + 2);
        }

        /** Counts one. */
        public void observe(double value) {
            int bucket = 0;
            while (bucket < bounds.length && value > bounds[bucket]) {
                bucket++;
            }
            cells.getAndIncrement(1 + bucket);
            long before = cells.get(0);
            while (!cells.compareAndSet(
                    0, before, Double.doubleToRawLongBits(Double.longBitsToDouble(before) + value))) {
                before = cells.get(0);
            }
        }

        private HistogramDataPointSnapshot collect(Labels labels) {
            var buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i <= bounds.length; i++) {
                double bound = i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY;
                buckets.bucket(bound, cells.get(1 + i));
            }
            return HistogramDataPointSnapshot.builder()
                    .labels(labels)
                    .classicHistogramBuckets(buckets.build())
                    .sum(Double.longBitsToDouble(cells.get(0)))
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
