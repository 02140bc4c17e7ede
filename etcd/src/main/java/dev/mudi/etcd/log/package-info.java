/**
 * The durable side of the store: a data directory with a log in segments, snapshots, and a lock. It knows bytes and
 * sequence numbers, and nothing of what they mean.
 *
 * <p>In come payloads; {@link dev.mudi.etcd.log.Log#append} returns when the disk has one. Out come, at the next start,
 * the newest good snapshot and every payload after it, in order.
 *
 * <pre>
 * lock                        whoever runs on the directory holds it, and its process id stands in it
 * log-&lt;first sequence&gt;         a segment: header, then {@linkplain dev.mudi.etcd.log.Frame frames}, then zeros
 * snapshot-&lt;sequence&gt;          everything up to and including this frame, as {@linkplain dev.mudi.etcd.log.BlockWriter blocks}
 * *.tmp                       what was being written when the process ended; removed at start
 * </pre>
 *
 * <p><b>Damage.</b> One frame holds all that one fsync makes durable, so the only frame a crash can leave half written is
 * the last, and no one was told that it was done: it is cut off. Anything else that does not check, in an earlier frame or
 * in a last one that was written to its end, is {@linkplain dev.mudi.etcd.log.DamageException damage}, and is refused with
 * the file and the offset.
 */
@NullMarked
package dev.mudi.etcd.log;

import org.jspecify.annotations.NullMarked;
