/**
 * Pod to node: kube-scheduler.
 *
 * <p>Pods and nodes come in from informers; bindings, conditions and events go out. {@link dev.mudi.scheduler.Scheduler} is
 * the shell: threads, API calls. Inside it, {@code core} is one thread's pure state machine (events in, decisions out),
 * {@code framework} the values and plugin points, {@code plugins} the filters and scores, {@code queue} which pod is next.
 */
@NullMarked
package dev.mudi.scheduler;

import org.jspecify.annotations.NullMarked;
