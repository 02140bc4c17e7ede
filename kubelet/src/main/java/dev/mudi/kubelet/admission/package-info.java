/**
 * Whether this node can run a pod that was bound to it: the scheduler decided by what it knew, and may have been wrong. In
 * come the pod, the pods already here and the node, out goes a rejection or nothing. Pure.
 */
@NullMarked
package dev.mudi.kubelet.admission;

import org.jspecify.annotations.NullMarked;
