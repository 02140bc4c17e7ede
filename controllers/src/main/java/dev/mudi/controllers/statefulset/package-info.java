/**
 * Keeps pods with names, volumes and an order of their own.
 *
 * <p>In come StatefulSets, pods, claims and revisions. {@link dev.mudi.controllers.statefulset.StatefulPlan} says what may
 * happen next, and in an ordered set that is one thing at a time; {@link dev.mudi.controllers.statefulset.StatefulPod}
 * makes a pod of an ordinal. At no time are there two pods of one ordinal: they have one name. Rules: Kubernetes
 * reference, "StatefulSets", and upstream's {@code pkg/controller/statefulset}.
 */
@NullMarked
package dev.mudi.controllers.statefulset;

import org.jspecify.annotations.NullMarked;
