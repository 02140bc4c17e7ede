package dev.mudi.kubelet.server;

/** The texts that the server gives to monitoring. Safe for many threads. */
public interface NodeReports {

    /** Whether the node agent works; the text says what is wrong when it doesn't. */
    String health();

    /** The configuration in use, as JSON. */
    String configuration();

    /** The statistics of the node and its pods, as JSON: upstream's {@code /stats/summary}. */
    String statsSummary();

    /** The use of cpu and memory by the node, pods and containers, in the Prometheus text format. */
    String resourceMetrics();

    /** The node agent's own metrics, in the Prometheus text format. */
    String metrics();
}
