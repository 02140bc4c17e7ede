package dev.mudi.apiserver.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What became of pods and their templates at the Pod Security Standards. Safe for several threads. */
public final class PodSecurityMetrics {
    private final Counter evaluations;
    private final Counter exemptions;

    /**
     * What was asked.
     *
     * @param operation create or update
     * @param resource pod, or controller for what has a template
     * @param subresource empty for the object itself
     */
    public record Question(String operation, String resource, String subresource) {}

    /** Registers the metrics. */
    public PodSecurityMetrics(PrometheusRegistry registry) {
        evaluations = Counter.builder()
                .name("pod_security_evaluations_total")
                .help("Evaluations of a policy.")
                .labelNames(
                        "decision",
                        "mode",
                        "policy_level",
                        "policy_version",
                        "request_operation",
                        "resource",
                        "subresource")
                .register(registry);
        exemptions = Counter.builder()
                .name("pod_security_exemptions_total")
                .help("Requests that no policy is for.")
                .labelNames("request_operation", "resource", "subresource")
                .register(registry);
    }

    /** A policy was held against what a request has. */
    public void evaluated(Question question, String mode, String level, String version, boolean allowed) {
        evaluations
                .labelValues(
                        allowed ? "allow" : "deny",
                        mode,
                        level,
                        version,
                        question.operation(),
                        question.resource(),
                        question.subresource())
                .inc();
    }

    /** A request was exempt. */
    public void exempted(Question question) {
        exemptions
                .labelValues(question.operation(), question.resource(), question.subresource())
                .inc();
    }
}
