/**
 * The vocabulary of the node agent: what a pod's spec says ({@link dev.mudi.kubelet.pod.PodSpecs}), how much it asks for
 * ({@link dev.mudi.kubelet.pod.Resources}, {@link dev.mudi.kubelet.pod.QosClass}) and what the runtime has of it
 * ({@link dev.mudi.kubelet.pod.RuntimePod}). In come API objects and CRI messages, out go answers about them; nothing here
 * does I/O.
 */
@NullMarked
package dev.mudi.kubelet.pod;

import org.jspecify.annotations.NullMarked;
