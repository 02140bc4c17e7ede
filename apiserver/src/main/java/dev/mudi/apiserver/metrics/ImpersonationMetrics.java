package dev.mudi.apiserver.metrics;

import dev.mudi.etcd.Observations;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** How often, and how fast, it was found out whether one may act as another. Safe for several threads. */
public final class ImpersonationMetrics {
    private static final String[] LABELS = {"decision", "mode"};
    private static final String ALLOWED = "allowed";
    private static final String DENIED = "denied";

    private final Attempts attempts;
    private final Attempts questions;

    private record Attempts(Counter total, Histogram seconds) {
        private static Attempts of(PrometheusRegistry registry, String name, String what) {
            return new Attempts(
                    Counter.builder()
                            .withoutExemplars()
                            .name(name + "_total")
                            .help("How many " + what + " there were, by mode and decision.")
                            .labelNames(LABELS)
                            .register(registry),
                    Histogram.register(
                            registry,
                            name + "_duration_seconds",
                            "How long " + what + " took, by mode and decision.",
                            Observations.exponential(AccessMetrics.FIRST_SECONDS, 2, AccessMetrics.BUCKETS),
                            LABELS));
        }

        private void add(String decision, String mode, long nanos) {
            total.labelValues(decision, mode).inc();
            seconds.labelValues(decision, mode).observe(nanos / 1e9);
        }
    }

    /** Registers the metrics. */
    public ImpersonationMetrics(PrometheusRegistry registry) {
        attempts = Attempts.of(registry, "apiserver_impersonation_attempts", "attempts to act as another");
        questions = Attempts.of(
                registry, "apiserver_impersonation_authorization_attempts", "questions whether one may act as another");
    }

    /** One acts as another in this mode. */
    public void allowed(String mode, long nanos) {
        attempts.add(ALLOWED, mode, nanos);
    }

    /** One may not act as another in any mode. */
    public void denied(long nanos) {
        attempts.add(DENIED, "", nanos);
    }

    /** The authorizer was asked about a mode. */
    public void asked(String mode, boolean isAllowed, long nanos) {
        questions.add(isAllowed ? ALLOWED : DENIED, mode, nanos);
    }
}
