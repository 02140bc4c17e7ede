package dev.mudi.apiserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Observations;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final int THREADS = 8;
    private static final int OBSERVATIONS = 20_000;

    private final PrometheusRegistry registry = new PrometheusRegistry();

    private String page() throws IOException {
        var page = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(page, registry.scrape());
        return page.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsWhatIsInEachBucketAndThoseBeforeIt() throws IOException {
        var histogram = Histogram.register(registry, "wait_seconds", "How long.", new double[] {0.1, 1}, "verb");
        var gets = histogram.labelValues("get");
        gets.observe(0.1);
        gets.observe(0.5);
        gets.observe(2);
        histogram.labelValues("list").observe(0.25);

        assertThat(page().lines())
                .containsExactlyInAnyOrder(
                        "# HELP wait_seconds How long.",
                        "# TYPE wait_seconds histogram",
                        "wait_seconds_bucket{verb=\"get\",le=\"0.1\"} 1",
                        "wait_seconds_bucket{verb=\"get\",le=\"1.0\"} 2",
                        "wait_seconds_bucket{verb=\"get\",le=\"+Inf\"} 3",
                        "wait_seconds_count{verb=\"get\"} 3",
                        "wait_seconds_sum{verb=\"get\"} 2.6",
                        "wait_seconds_bucket{verb=\"list\",le=\"0.1\"} 0",
                        "wait_seconds_bucket{verb=\"list\",le=\"1.0\"} 1",
                        "wait_seconds_bucket{verb=\"list\",le=\"+Inf\"} 1",
                        "wait_seconds_count{verb=\"list\"} 1",
                        "wait_seconds_sum{verb=\"list\"} 0.25");
    }

    @Test
    void losesNoObservationOfManyThreads() throws IOException {
        var series = Histogram.register(registry, "size_bytes", "How much.", new double[] {1, 2})
                .labelValues();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                threads.execute(() -> {
                    for (int j = 0; j < OBSERVATIONS; j++) {
                        series.observe(j % 3 + 1);
                    }
                });
            }
        }

        int all = THREADS * OBSERVATIONS;
        assertThat(page()).contains("size_bytes_count " + all + "\n");
        assertThat(page()).contains("size_bytes_sum " + (double) sum() + "\n");
    }

    private static long sum() {
        long sum = 0;
        for (int j = 0; j < OBSERVATIONS; j++) {
            sum += j % 3 + 1;
        }
        return THREADS * sum;
    }

    @Test
    void makesBoundsThatRiseByAStepOrAFactor() {
        assertThat(Histogram.linear(5, 10, 3)).containsExactly(5, 15, 25);
        assertThat(Observations.exponential(1, 2, 4)).containsExactly(1, 2, 4, 8);
    }

    @Test
    void takesAsManyValuesAsItHasLabels() {
        var histogram = Histogram.register(registry, "wait_seconds", "How long.", new double[] {1}, "verb");

        assertThatThrownBy(() -> histogram.labelValues("get", "pods"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wait_seconds has 1 labels, not 2");
    }
}
