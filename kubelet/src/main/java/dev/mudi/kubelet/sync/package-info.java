/**
 * The decision of the pod worker, pure: the desired pod, what the runtime has of it, the results of its probes and the time
 * come in; {@link dev.mudi.kubelet.sync.PodActions}, what to kill, make and start, goes out. {@link dev.mudi.kubelet.sync.PodSync}
 * is the way in. The rules are those of the reference, "Pod Lifecycle", and of upstream's kuberuntime.
 */
@NullMarked
package dev.mudi.kubelet.sync;

import org.jspecify.annotations.NullMarked;
