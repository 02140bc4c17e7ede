/**
 * What the API says of a pod. {@link dev.mudi.kubelet.status.StatusGenerator} makes a pod's status out of its spec, what the
 * runtime has of it, its probes and why containers wait (pure); {@link dev.mudi.kubelet.status.StatusPatch} finds what has
 * changed since the last one; {@link dev.mudi.kubelet.status.StatusWriter} sends it, and deletes the object of a pod whose
 * end has been reached.
 */
@NullMarked
package dev.mudi.kubelet.status;

import org.jspecify.annotations.NullMarked;
