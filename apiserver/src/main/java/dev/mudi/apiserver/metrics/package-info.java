/**
 * What the server counts and times, under upstream's names, and the {@code /metrics} page that shows it in Prometheus' text format.
 * In come finished requests; out goes the page. Label values come from requests, so the number of series is bounded.
 *
 * <p>What is not measured here has no series. There are no feature gates (kubernetes_feature_enabled), priority levels
 * (apiserver_flowcontrol), token caches or legacy tokens to count, and an update is not compared with what was there apart from its
 * times (apiserver_request_timestamp_comparison_time).
 */
@NullMarked
package dev.mudi.apiserver.metrics;

import org.jspecify.annotations.NullMarked;
