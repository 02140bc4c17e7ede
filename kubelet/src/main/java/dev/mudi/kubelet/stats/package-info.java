/**
 * What monitoring reads: upstream's {@code /stats/summary}, and metrics in the Prometheus text format. In come CRI statistics
 * and the host's own counters, out go texts.
 */
@NullMarked
package dev.mudi.kubelet.stats;

import org.jspecify.annotations.NullMarked;
