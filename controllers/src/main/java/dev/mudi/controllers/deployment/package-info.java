/**
 * Rolls a Deployment's pod template out: one ReplicaSet a template, the new one growing while the old ones shrink, within
 * the surge and the unavailability that the Deployment allows.
 *
 * <p>In come Deployments, ReplicaSets and pods from informers. {@link dev.mudi.controllers.deployment.Rollout} is what
 * they say, {@link dev.mudi.controllers.deployment.ScalePlan} what follows for the sizes of the ReplicaSets,
 * {@link dev.mudi.controllers.deployment.RolloutStatus} what follows for the status: all three are pure. Out go
 * ReplicaSets, their sizes, and the Deployment's status. Rules: Kubernetes reference, "Deployments", and upstream's
 * {@code pkg/controller/deployment}.
 */
@NullMarked
package dev.mudi.controllers.deployment;

import org.jspecify.annotations.NullMarked;
