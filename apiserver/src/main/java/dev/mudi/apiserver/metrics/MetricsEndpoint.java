package dev.mudi.apiserver.metrics;

import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.NotFound;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** {@code /metrics}, and {@code /metrics/slis}; there is nothing below them. */
public record MetricsEndpoint(PrometheusRegistry registry) implements RequestHandler {
    private static final Set<String> PATHS = Set.of("/metrics", "/metrics/slis");

    @Override
    public void handle(RequestContext context, ApiResponse response) {
        if (!PATHS.contains(context.info().path())) {
            NotFound.answer(response);
            return;
        }
        var page = new ByteArrayOutputStream();
        var format = PrometheusTextFormatWriter.create();
        try {
            format.write(page, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        response.send(200, format.getContentType(), named(page.toString(StandardCharsets.UTF_8)));
    }

    /** Two of upstream's counters are older than the custom to end their names in {@code _total}, which the library insists on. */
    private static byte[] named(String page) {
        return page.replace("authentication_attempts_total", "authentication_attempts")
                .replace("authenticated_user_requests_total", "authenticated_user_requests")
                .getBytes(StandardCharsets.UTF_8);
    }
}
