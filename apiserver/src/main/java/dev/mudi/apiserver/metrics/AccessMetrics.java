package dev.mudi.apiserver.metrics;

import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.etcd.Observations;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;

/** How often, and how fast, it was found out who asks and whether they may. Safe for several threads. */
public final class AccessMetrics {
    /** 1 ms and on, doubled: as upstream's. */
    static final int BUCKETS = 15;

    static final double FIRST_SECONDS = 0.001;

    /** Those who are counted by name; there may be any number of others. */
    private static final Set<String> NAMED =
            Set.of("admin", "client", "kube_proxy", "kubelet", "system:serviceaccount:kube-system:default");

    /** Half an hour to a year: what is left of a certificate is worth an alarm at some of them. */
    private static final double[] SECONDS_LEFT = {
        0, 1800, 3600, 7200, 21600, 43200, 86400, 172800, 345600, 604800, 2592000, 7776000, 15552000, 31104000
    };

    /** Upstream's, of the time that a stage takes before the next one. */
    private static final double[] STAGE_SECONDS = {0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 5, 10, 15, 30
    };

    private final Histogram.Series certificates;
    private final Histogram.Series authenticating;
    private final Histogram.Series impersonating;
    private final Histogram.Series authorizing;
    private final Counter users;
    private final Attempts authentication;
    private final Attempts authorization;

    /** A number and a duration by result. */
    private record Attempts(Counter total, Histogram seconds) {
        private static Attempts of(PrometheusRegistry registry, String total, String seconds, String what) {
            return new Attempts(
                    Counter.builder()
                            .withoutExemplars()
                            .name(total)
                            .help("How often " + what + ", by result.")
                            .labelNames("result")
                            .register(registry),
                    Histogram.register(
                            registry,
                            seconds,
                            "How long it took until " + what + ", by result.",
                            Observations.exponential(FIRST_SECONDS, 2, BUCKETS),
                            "result"));
        }

        private Result result(String name) {
            return new Result(total.labelValues(name), seconds.labelValues(name));
        }
    }

    private record Result(CounterDataPoint total, Histogram.Series seconds) {
        private void add(long nanos) {
            total.inc();
            seconds.observe(nanos / 1e9);
        }
    }

    private final Result known;
    private final Result refused;
    private final Result allowed;
    private final Result denied;
    private final Result noOpinion;

    /** Registers the metrics. */
    public AccessMetrics(PrometheusRegistry registry) {
        var left = Histogram.register(
                registry,
                "apiserver_client_certificate_expiration_seconds",
                "How long the certificates by which requests came will still be good.",
                SECONDS_LEFT);
        certificates = left.labelValues();
        var stages = Histogram.register(
                registry,
                "apiserver_request_filter_duration_seconds",
                "How long it took until a request was through a stage.",
                STAGE_SECONDS,
                "filter");
        authenticating = stages.labelValues("authentication");
        impersonating = stages.labelValues("constrainedimpersonation");
        authorizing = stages.labelValues("authorization");
        users = Counter.builder()
                .withoutExemplars()
                .name("authenticated_user_requests")
                .help("Requests by who asked; all but a few names together.")
                .labelNames("username")
                .register(registry);
        authentication = Attempts.of(
                registry, "authentication_attempts", "authentication_duration_seconds", "a request was authenticated");
        authorization = Attempts.of(
                registry, "authorization_attempts", "authorization_duration_seconds", "a request was authorized");
        known = authentication.result("success");
        refused = authentication.result("error");
        allowed = authorization.result("allowed");
        denied = authorization.result("denied");
        noOpinion = authorization.result("no-opinion");
    }

    /** It is known who asks. */
    public void authenticated(UserInfo user, long nanos) {
        known.add(nanos);
        authenticating.observe(nanos / 1e9);
        users.labelValues(NAMED.contains(user.name()) ? user.name() : "other").inc();
    }

    /** Who asks showed a certificate that is good for so many seconds more. */
    public void certified(double seconds) {
        certificates.observe(seconds);
    }

    /** A credential was refused. */
    public void unauthenticated(long nanos) {
        refused.add(nanos);
        authenticating.observe(nanos / 1e9);
    }

    /** It is known as whom they act: themselves, or another. */
    public void impersonated(long nanos) {
        impersonating.observe(nanos / 1e9);
    }

    /** It was decided whether they may. */
    public void authorized(Authorizer.Verdict verdict, long nanos) {
        switch (verdict) {
            case ALLOW -> {
                allowed.add(nanos);
                authorizing.observe(nanos / 1e9);
            }
            case DENY -> denied.add(nanos);
            case NO_OPINION -> noOpinion.add(nanos);
        }
    }
}
