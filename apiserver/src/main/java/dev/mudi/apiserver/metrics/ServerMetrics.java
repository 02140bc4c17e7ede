package dev.mudi.apiserver.metrics;

import dev.mudi.apiserver.aggregation.LocalApiServices;
import dev.mudi.apiserver.http.HttpServer;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the parts of a server know by themselves, asked when the page is read. */
public final class ServerMetrics {
    private ServerMetrics() {}

    /** Registers the metrics. */
    public static void register(PrometheusRegistry registry, HttpServer http, LocalApiServices apiServices) {
        CounterWithCallback.builder()
                .name("apiserver_tls_handshake_errors_total")
                .help("Connections that did not come to TLS.")
                .callback(point -> point.call((double) http.handshakeErrors()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("aggregator_unavailable_apiservice")
                .help("Whether an API service is not available.")
                .labelNames("name")
                .callback(point -> apiServices.forEach((name, isAvailable) -> point.call(isAvailable ? 0 : 1, name)))
                .register(registry);
    }
}
