/**
 * The workers that bring pods from what they are to what they should be: {@link dev.mudi.kubelet.worker.PodWorkers} keeps one
 * a pod, on a virtual thread of its own. A {@link dev.mudi.kubelet.worker.PodWorker} sleeps until its pod, a container or a
 * probe changes, asks the pure packages what to do, and does it through the runtime. In come pods, events of the runtime
 * and verdicts of probes; out go CRI calls, events and statuses.
 */
@NullMarked
package dev.mudi.kubelet.worker;

import org.jspecify.annotations.NullMarked;
