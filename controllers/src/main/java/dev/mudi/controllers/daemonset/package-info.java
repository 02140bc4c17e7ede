/**
 * Keeps one pod of each DaemonSet on every node that it fits.
 *
 * <p>In come DaemonSets, nodes, pods and revisions. {@link dev.mudi.controllers.daemonset.NodeFit} says which nodes a set is
 * for, {@link dev.mudi.controllers.daemonset.DaemonPlan} what to create and to delete, an update of the template included;
 * {@link dev.mudi.controllers.daemonset.DaemonPod} makes a pod for a node, which the scheduler then binds. Rules:
 * Kubernetes reference, "DaemonSet", and upstream's {@code pkg/controller/daemon}.
 */
@NullMarked
package dev.mudi.controllers.daemonset;

import org.jspecify.annotations.NullMarked;
