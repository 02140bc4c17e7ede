package dev.mudi.apiserver.health;

import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.HealthCheck;
import dev.mudi.apiserver.NotFound;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.metrics.HealthMetrics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of {@code /healthz}, {@code /livez}, {@code /readyz} (Kubernetes reference, "API health endpoints"): {@code ok}, or with
 * {@code ?verbose} and on failure one line a check; {@code ?exclude=NAME} leaves checks out; {@code /livez/NAME} asks one. Why a check
 * fails goes to the log.
 *
 * @param name without the slash
 * @param checks in the order shown
 * @param metrics what the checks say when all are asked
 */
public record HealthEndpoint(String name, List<HealthCheck> checks, HealthMetrics metrics) implements RequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HealthEndpoint.class);

    private static final Headers NO_SNIFF = Headers.of("X-Content-Type-Options", "nosniff");

    /** Copies the checks. */
    public HealthEndpoint {
        checks = List.copyOf(checks);
    }

    @Override
    public void handle(RequestContext context, ApiResponse response) {
        var path = context.info().path();
        if (path.length() == name.length() + 1) {
            all(context, response);
            return;
        }
        var one = path.substring(name.length() + 2);
        for (var check : checks) {
            if (check.name().equals(one)) {
                one(check, response);
                return;
            }
        }
        NotFound.answer(response);
    }

    /** Asks every check for the metrics alone. */
    public void measure() {
        for (var check : checks) {
            metrics.checked(check.name(), name, check.check().problem().isEmpty());
        }
    }

    private static void one(HealthCheck check, ApiResponse response) {
        var problem = check.check().problem();
        if (problem.isEmpty()) {
            send(response, 200, Headers.NONE, "ok");
        } else {
            send(response, 500, NO_SNIFF, "internal server error: " + problem.get() + "\n");
        }
    }

    private void all(RequestContext context, ApiResponse response) {
        var query = context.request().query();
        var excluded = new HashSet<>(query.all("exclude"));
        var lines = new StringBuilder();
        var failed = new ArrayList<String>();
        for (var check : checks) {
            if (excluded.remove(check.name())) {
                lines.append("[+]").append(check.name()).append(" excluded: ok\n");
                continue;
            }
            var problem = check.check().problem();
            metrics.checked(check.name(), name, problem.isEmpty());
            if (problem.isEmpty()) {
                lines.append("[+]").append(check.name()).append(" ok\n");
            } else {
                lines.append("[-]").append(check.name()).append(" failed: reason withheld\n");
                failed.add(check.name() + ": " + problem.get());
            }
        }
        if (!excluded.isEmpty()) {
            lines.append("warn: some health checks cannot be excluded: no matches for ")
                    .append(excluded.stream()
                            .sorted()
                            .map(unknown -> '"' + unknown + '"')
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        if (!failed.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("endpoint", name)
                    .addKeyValue("failed", failed)
                    .log("health check failed");
            send(response, 500, NO_SNIFF, lines + name + " check failed\n");
        } else if (query.has("verbose")) {
            send(response, 200, NO_SNIFF, lines + name + " check passed\n");
        } else {
            send(response, 200, NO_SNIFF, "ok");
        }
    }

    private static void send(ApiResponse response, int code, Headers headers, String text) {
        response.send(
                code,
                "text/plain; charset=utf-8",
                headers,
                List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }
}
