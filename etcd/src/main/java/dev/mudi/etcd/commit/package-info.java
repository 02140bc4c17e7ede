/**
 * The one writer of the store. In come proposals from any number of threads; out come a log frame, a published state,
 * calls to watchers, and the answers, in this order.
 *
 * <p>{@link dev.mudi.etcd.commit.CommitLoop} takes all that is queued, runs it against the newest state, appends what it
 * did as one frame, and when that is on the disk publishes the new state. So a crash leaves either all that was
 * acknowledged, or that and a frame nobody was told of. {@link dev.mudi.etcd.commit.Upkeep} writes snapshots and lets go of
 * what was compacted, beside it; {@link dev.mudi.etcd.commit.Timekeeper} proposes what is due by the clock: the end of leases and
 * compaction.
 */
@NullMarked
package dev.mudi.etcd.commit;

import org.jspecify.annotations.NullMarked;
