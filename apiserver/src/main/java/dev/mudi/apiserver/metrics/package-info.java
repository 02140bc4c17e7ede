/**
 * What the server counts and times, under upstream's names, and the {@code /metrics} page that shows it in Prometheus' text format.
 * In come finished requests; out goes the page. Label values come from requests, so the number of series is bounded.
 */
@NullMarked
package dev.mudi.apiserver.metrics;

import org.jspecify.annotations.NullMarked;
