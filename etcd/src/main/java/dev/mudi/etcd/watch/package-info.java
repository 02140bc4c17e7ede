/**
 * Tells watchers what changed. In come the states that the commit loop publishes, one after the other; out go calls to
 * {@link dev.mudi.etcd.WatchListener}s. A watch that starts in the past is first told the history, on the thread that
 * makes it; the last stretch under the hub's lock, so that between history and live there is no gap and no overlap.
 */
@NullMarked
package dev.mudi.etcd.watch;

import org.jspecify.annotations.NullMarked;
