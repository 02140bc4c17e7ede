package dev.mudi.apiserver.metrics;

import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** {@code /metrics}. */
public record MetricsEndpoint(PrometheusRegistry registry) implements RequestHandler {
    @Override
    public void handle(RequestContext context, ApiResponse response) {
        var page = new ByteArrayOutputStream();
        var format = PrometheusTextFormatWriter.create();
        try {
            format.write(page, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        response.send(200, format.getContentType(), page.toByteArray());
    }
}
