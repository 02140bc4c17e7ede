package dev.mudi.apiserver.metrics;

import dev.mudi.apiserver.Deprecations;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The metrics of requests: number, duration, size, streams. Safe for several threads. */
public final class RequestMetrics {
    private static final String[] LABELS = {
        "component", "dry_run", "group", "resource", "scope", "subresource", "verb", "version"
    };
    private static final String[] LABELS_WITH_CODE = {
        "code", "component", "dry_run", "group", "resource", "scope", "subresource", "verb", "version"
    };
    private static final String[] LABELS_OF_STREAMS = {
        "component", "group", "resource", "scope", "subresource", "verb", "version"
    };
    private static final double[] SECONDS = {
        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };
    private static final double[] BYTES = {1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    private static final double FIRST_BODY = 50_000;
    private static final double BODY_STEP = 100_000;
    private static final int BODY_STEPS = 31;

    /** The pages that are counted, by their paths. */
    private static final Set<String> PAGES = Set.of("/healthz", "/livez", "/readyz");

    private static final String APPLY = "application/apply-patch";
    private static final double NANOS = 1e9;
    private static final String COMPONENT = "apiserver";

    /** Beyond so many different kinds of requests the rest is counted together. */
    private static final int MAX_SERIES = 4_096;

    private static final Kind OTHER = new Kind("other", "", "", "", "", "", "");

    private final Counter total;
    private final Histogram seconds;
    private final Histogram sizes;
    private final Gauge streams;
    private final Histogram serviceLevel;
    private final Histogram bodies;
    private final Counter own;
    private final Gauge deprecated;
    private final AccessMetrics access;
    private final ImpersonationMetrics impersonation;
    private final FieldValidationMetrics validation;
    private final WatchMetrics watches;
    private final Map<Kind, Series> series = new ConcurrentHashMap<>();

    /** What requests have in common that are counted together. */
    private record Kind(
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String scope,
            String dryRun) {}

    /** Of what there is only for some kinds of requests there are no series for the others. */
    private record Series(
            Kind kind,
            Histogram.Series seconds,
            Optional<Histogram.Series> serviceLevel,
            Optional<Histogram.Series> sizes,
            Optional<Histogram.Series> bodies,
            Map<Integer, CounterDataPoint> byCode) {}

    /** Registers the metrics. */
    public RequestMetrics(PrometheusRegistry registry) {
        access = new AccessMetrics(registry);
        impersonation = new ImpersonationMetrics(registry);
        validation = new FieldValidationMetrics(registry);
        watches = new WatchMetrics(registry);
        serviceLevel = Histogram.register(
                registry,
                "apiserver_request_sli_duration_seconds",
                "How long requests took, streams and dry runs left out.",
                FieldValidationMetrics.SECONDS,
                LABELS_OF_STREAMS);
        bodies = Histogram.register(
                registry,
                "apiserver_request_body_size_bytes",
                "Bytes of the bodies of requests.",
                Histogram.linear(FIRST_BODY, BODY_STEP, BODY_STEPS),
                "group",
                "resource",
                "verb");
        deprecated = Gauge.builder()
                .name("apiserver_requested_deprecated_apis")
                .help("Resources gone out of use that were asked for.")
                .labelNames("group", "version", "resource", "subresource", "removed_release")
                .register(registry);
        own = Counter.builder()
                .withoutExemplars()
                .name("apiserver_selfrequest_total")
                .help("Requests that came from the same process.")
                .labelNames("group", "resource", "subresource", "verb")
                .register(registry);
        total = Counter.builder()
                .withoutExemplars()
                .name("apiserver_request_total")
                .help("Requests by verb, resource and code.")
                .labelNames(LABELS_WITH_CODE)
                .register(registry);
        seconds = Histogram.register(
                registry, "apiserver_request_duration_seconds", "How long requests took.", SECONDS, LABELS);
        sizes = Histogram.register(
                registry,
                "apiserver_response_sizes",
                "Bytes of the answers to reads, streams left out.",
                BYTES,
                LABELS_OF_STREAMS);
        streams = Gauge.builder()
                .name("apiserver_longrunning_requests")
                .help("Watches and other streams under way.")
                .labelNames(LABELS_OF_STREAMS)
                .register(registry);
    }

    /** A request was answered. */
    public void answered(RequestContext context, int code, long bytes, Duration took) {
        var info = context.info();
        if (!info.isResourceRequest()) {
            if (PAGES.contains(info.path())) {
                answered(series(new Kind("GET", "", "", "", info.path(), "", "")), code, took);
            }
            return;
        }
        if (code == 404 && info.name().isEmpty()) {
            return;
        }
        var counted = series(kind(context));
        answered(counted, code, took);
        if (Deprecations.warning(info).isPresent()) {
            deprecated
                    .labelValues(info.group(), info.version(), info.resource(), "", "")
                    .set(1);
        }
        if (context.request().trustedUser().isPresent()) {
            var kind = counted.kind();
            own.labelValues(kind.group(), kind.resource(), kind.subresource(), kind.verb())
                    .inc();
        }
        counted.sizes().ifPresent(sizesOfKind -> sizesOfKind.observe((double) bytes));
        if (counted.bodies().isPresent()) {
            counted.bodies().get().observe((double) context.request().bodyLength());
            validation.answered(context.request().query(), took.toNanos() / NANOS);
        }
    }

    private void answered(Series counted, int code, Duration took) {
        counted.byCode()
                .computeIfAbsent(code, ignored -> total.labelValues(withCode(counted.kind(), code)))
                .inc();
        double lasted = took.toNanos() / NANOS;
        counted.seconds().observe(lasted);
        counted.serviceLevel().ifPresent(level -> level.observe(lasted));
    }

    /** Those of who asks and whether they may. */
    public AccessMetrics access() {
        return access;
    }

    /** Those of who acts as somebody else. */
    public ImpersonationMetrics impersonation() {
        return impersonation;
    }

    /** Those of watches. */
    public WatchMetrics watches() {
        return watches;
    }

    /** A stream begins. */
    public void longRunningBegins(RequestInfo info) {
        stream(info).inc();
    }

    /** A stream ends. */
    public void longRunningEnds(RequestInfo info) {
        stream(info).dec();
    }

    private GaugeDataPoint stream(RequestInfo info) {
        // Counted kinds are bounded, and a stream is rare enough to be looked up.
        return streams.labelValues(ofStreams(series(kind(info, verb(info), "")).kind()));
    }

    private Series series(Kind kind) {
        var known = series.get(kind);
        if (known != null) {
            return known;
        }
        var counted = series.size() >= MAX_SERIES ? OTHER : kind;
        return series.computeIfAbsent(counted, this::newSeries);
    }

    private Series newSeries(Kind kind) {
        boolean timed = kind.dryRun().isEmpty()
                && !kind.verb().equals("WATCH")
                && !kind.verb().equals("CONNECT");
        boolean sized = kind.verb().equals("LIST") || (kind.verb().equals("GET") && !isPage(kind));
        return new Series(
                kind,
                seconds.labelValues(labels(kind)),
                timed ? Optional.of(serviceLevel.labelValues(ofStreams(kind))) : Optional.empty(),
                sized ? Optional.of(sizes.labelValues(ofStreams(kind))) : Optional.empty(),
                bodyVerb(kind).map(verb -> bodies.labelValues(kind.group(), kind.resource(), verb)),
                new ConcurrentHashMap<>());
    }

    /** What is done with the body of such a request; nothing if it has none to speak of. */
    private static Optional<String> bodyVerb(Kind kind) {
        return switch (kind.verb()) {
            case "POST" -> Optional.of("create");
            case "PUT" -> Optional.of("update");
            case "PATCH", "APPLY" -> Optional.of("patch");
            case "DELETE" -> Optional.of(kind.scope().equals("resource") ? "delete" : "delete_collection");
            default -> Optional.empty();
        };
    }

    private static boolean isPage(Kind kind) {
        return kind.subresource().startsWith("/");
    }

    /** Pages belong to no component. */
    private static String component(Kind kind) {
        return isPage(kind) ? "" : COMPONENT;
    }

    /** In the order of {@link #LABELS_OF_STREAMS}. */
    private static String[] ofStreams(Kind kind) {
        return new String[] {
            component(kind),
            kind.group(),
            kind.resource(),
            kind.scope(),
            kind.subresource(),
            kind.verb(),
            kind.version()
        };
    }

    /** In the order of {@link #LABELS}. */
    private static String[] labels(Kind kind) {
        return new String[] {
            component(kind),
            kind.dryRun(),
            kind.group(),
            kind.resource(),
            kind.scope(),
            kind.subresource(),
            kind.verb(),
            kind.version()
        };
    }

    /** In the order of {@link #LABELS_WITH_CODE}. */
    private static String[] withCode(Kind kind, int code) {
        return Stream.concat(Stream.of(String.valueOf(code)), Stream.of(labels(kind)))
                .toArray(String[]::new);
    }

    private static Kind kind(RequestContext context) {
        var info = context.info();
        var request = context.request();
        boolean applied = info.verb().equals("patch")
                && request.headers().get("Content-Type").startsWith(APPLY);
        return kind(info, applied ? "APPLY" : verb(info), request.query().get("dryRun"));
    }

    private static Kind kind(RequestInfo info, String verb, String dryRun) {
        return new Kind(
                verb,
                info.group(),
                info.version(),
                info.resource(),
                info.subresource(),
                scope(info),
                dryRun.equals("All") ? "All" : "");
    }

    private static String verb(RequestInfo info) {
        return switch (info.verb()) {
            case "create" -> "POST";
            case "update" -> "PUT";
            case "deletecollection" -> "DELETE";
            case "proxy" -> "CONNECT";
            default ->
                info.isLongRunning() && !info.verb().equals("watch")
                        ? "CONNECT"
                        : info.verb().toUpperCase(Locale.ROOT);
        };
    }

    static String scope(RequestInfo info) {
        if (!info.name().isEmpty() || info.verb().equals("create")) {
            return "resource";
        }
        return info.namespace().isEmpty() ? "cluster" : "namespace";
    }
}
