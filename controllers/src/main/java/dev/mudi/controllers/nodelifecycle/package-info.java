/**
 * Notices nodes that have fallen silent or say that they are not well, and taints them so that pods go elsewhere.
 *
 * <p>In come nodes and their leases. {@link dev.mudi.controllers.nodelifecycle.NodeHealth} remembers when each was last
 * heard of, {@link dev.mudi.controllers.nodelifecycle.NodeTaints} says which taints follow from a node's conditions, and
 * {@link dev.mudi.controllers.nodelifecycle.Disruption} holds back when too many nodes seem ill, for then it is more
 * likely this side that is. Rules: Kubernetes reference, "Nodes", and upstream's {@code pkg/controller/nodelifecycle}.
 */
@NullMarked
package dev.mudi.controllers.nodelifecycle;

import org.jspecify.annotations.NullMarked;
