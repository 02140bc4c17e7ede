package dev.mudi.apiserver.stages;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Refuses a request whose {@code timeout} is no length of time, as upstream does before it asks who calls (request_deadline.go). */
final class TimeoutStage implements Stage {
    private static final Pattern PART = Pattern.compile("(?:\\d+\\.?\\d*|\\.\\d+)([^\\d.]*)");
    private static final Set<String> UNITS = Set.of("ns", "us", "µs", "μs", "ms", "s", "m", "h");

    @Override
    public void pass(RequestContext context, ApiResponse response, RequestHandler next) {
        if (!context.info().isLongRunning()) {
            complaint(context.request().query().get("timeout")).ifPresent(complaint -> {
                throw StatusException.badRequest("invalid timeout specified in the request URL - time: " + complaint);
            });
        }
        next.handle(context, response);
    }

    /** What Go's {@code time.ParseDuration} says about a text; nothing about an empty one, which is none. */
    static Optional<String> complaint(String text) {
        var size = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (text.isEmpty() || size.equals("0")) {
            return Optional.empty();
        }
        var quoted = "duration \"" + text + "\"";
        var parts = PART.matcher(size);
        int end = 0;
        while (end < size.length()) {
            if (!parts.find(end) || parts.start() != end) {
                return Optional.of("invalid " + quoted);
            }
            var unit = parts.group(1);
            if (!UNITS.contains(unit)) {
                return Optional.of(
                        unit.isEmpty() ? "missing unit in " + quoted : "unknown unit \"" + unit + "\" in " + quoted);
            }
            end = parts.end();
        }
        return size.isEmpty() ? Optional.of("invalid " + quoted) : Optional.empty();
    }
}
