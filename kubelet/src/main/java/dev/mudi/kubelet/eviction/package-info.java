/**
 * Ends pods when the node runs out of memory or disk: {@link dev.mudi.kubelet.eviction.Thresholds} says when (pure),
 * {@link dev.mudi.kubelet.eviction.EvictionOrder} says whom first (pure). In come measurements, the configuration and the
 * pods, out goes the pod to end. Source: reference, "Node-pressure Eviction".
 */
@NullMarked
package dev.mudi.kubelet.eviction;

import org.jspecify.annotations.NullMarked;
