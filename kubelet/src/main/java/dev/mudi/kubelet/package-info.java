/**
 * The node agent: makes the pods bound to its node run, and tells the API how they are.
 *
 * <p>{@link dev.mudi.kubelet.Kubelet#start} is the way in. Pods come from one watch; each gets a worker
 * ({@code worker}) that sleeps until its pod, one of its containers or a probe changes. The worker asks pure code what to do
 * ({@code sync}), prepares volumes ({@code volume}) and environments ({@code env}), speaks CRI to the runtime, and hands in a
 * status ({@code status}) that goes to the API when it differs from the last. Beside the workers stand the node's own
 * object and lease ({@code node}), the HTTPS server for logs, exec and metrics ({@code server}, {@code stream},
 * {@code logs}), and simulated containers ({@code hollow}).
 *
 * <p>The node agent holds no state that a restart loses: what runs is asked of the runtime, what should run of the API.
 * Stopping it leaves every container running.
 */
@NullMarked
package dev.mudi.kubelet;

import org.jspecify.annotations.NullMarked;
