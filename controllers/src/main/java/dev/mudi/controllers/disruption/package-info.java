/**
 * Says for each PodDisruptionBudget how many of its pods may be evicted (Kubernetes reference, "Specifying a Disruption
 * Budget"; upstream: {@code pkg/controller/disruption}). The API server's eviction takes from that number; this controller
 * sets it anew whenever the pods change. {@link dev.mudi.controllers.disruption.Budget} is the arithmetic.
 */
@NullMarked
package dev.mudi.controllers.disruption;

import org.jspecify.annotations.NullMarked;
