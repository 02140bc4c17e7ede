package dev.mudi.apiserver.metrics;

import dev.mudi.apiserver.Deprecations;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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
    private static final double BODY_STEP = 50_000;
    private static final int BODY_STEPS = 31;
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

    private record Series(
            Kind kind,
            DistributionDataPoint seconds,
            DistributionDataPoint serviceLevel,
            DistributionDataPoint sizes,
            DistributionDataPoint bodies,
            GaugeDataPoint streams,
            Map<Integer, CounterDataPoint> byCode) {}

    /** Registers the metrics. */
    public RequestMetrics(PrometheusRegistry registry) {
        access = new AccessMetrics(registry);
        watches = new WatchMetrics(registry);
        serviceLevel = Histogram.builder()
                .withoutExemplars()
                .name("apiserver_request_sli_duration_seconds")
                .help("How long requests took, streams and the time that webhooks took left out.")
                .labelNames(LABELS_OF_STREAMS)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
        bodies = Histogram.builder()
                .withoutExemplars()
                .name("apiserver_request_body_size_bytes")
                .help("Bytes of the bodies of requests.")
                .labelNames("group", "resource", "verb")
                .classicOnly()
                .classicLinearUpperBounds(BODY_STEP, BODY_STEP, BODY_STEPS)
                .register(registry);
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
        seconds = Histogram.builder()
                .withoutExemplars()
                .name("apiserver_request_duration_seconds")
                .help("How long requests took, streams left out.")
                .labelNames(LABELS)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
        sizes = Histogram.builder()
                .withoutExemplars()
                .name("apiserver_response_sizes")
                .help("Bytes of whole answers.")
                .labelNames(LABELS_OF_STREAMS)
                .classicOnly()
                .classicUpperBounds(BYTES)
                .register(registry);
        streams = Gauge.builder()
                .name("apiserver_longrunning_requests")
                .help("Watches and other streams under way.")
                .labelNames(LABELS_OF_STREAMS)
                .register(registry);
    }

    /** A request was answered. */
    public void answered(RequestContext context, int code, long bytes, Duration took) {
        var info = context.info();
        if (!info.isResourceRequest() || (code == 404 && info.name().isEmpty())) {
            return;
        }
        var counted = series(kind(info, context.request().query().get("dryRun")));
        counted.byCode()
                .computeIfAbsent(code, ignored -> total.labelValues(withCode(counted.kind(), code)))
                .inc();
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
        if (!info.isLongRunning()) {
            double lasted = took.toNanos() / 1e9;
            counted.seconds().observe(lasted);
            counted.serviceLevel().observe(lasted);
            counted.sizes().observe((double) bytes);
            if (!info.isReadOnly()) {
                counted.bodies().observe((double) context.request().bodyLength());
            }
        }
    }

    /** Those of who asks and whether they may. */
    public AccessMetrics access() {
        return access;
    }

    /** Those of watches. */
    public WatchMetrics watches() {
        return watches;
    }

    /** A stream begins. */
    public void longRunningBegins(RequestInfo info) {
        series(kind(info, "")).streams().inc();
    }

    /** A stream ends. */
    public void longRunningEnds(RequestInfo info) {
        series(kind(info, "")).streams().dec();
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
        var labels = new String[] {
            COMPONENT,
            kind.dryRun(),
            kind.group(),
            kind.resource(),
            kind.scope(),
            kind.subresource(),
            kind.verb(),
            kind.version()
        };
        var ofStreams = new String[] {
            COMPONENT, kind.group(), kind.resource(), kind.scope(), kind.subresource(), kind.verb(), kind.version()
        };
        return new Series(
                kind,
                seconds.labelValues(labels),
                serviceLevel.labelValues(ofStreams),
                sizes.labelValues(ofStreams),
                bodies.labelValues(kind.group(), kind.resource(), kind.verb().toLowerCase(Locale.ROOT)),
                streams.labelValues(ofStreams),
                new ConcurrentHashMap<>());
    }

    private static String[] withCode(Kind kind, int code) {
        return new String[] {
            String.valueOf(code),
            COMPONENT,
            kind.dryRun(),
            kind.group(),
            kind.resource(),
            kind.scope(),
            kind.subresource(),
            kind.verb(),
            kind.version()
        };
    }

    private static Kind kind(RequestInfo info, String dryRun) {
        return new Kind(
                verb(info),
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
