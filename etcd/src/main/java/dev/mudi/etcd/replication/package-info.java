/**
 * The store on several members that hold the same. An {@linkplain dev.mudi.etcd.replication.OrderedLog ordered log} gives
 * every member the same entries in the same order; a {@link dev.mudi.etcd.replication.Replica} on each does what they say.
 *
 * <p>In come proposals at any member; out come the log's entries, and from those a state, calls to watchers, and answers. An
 * entry holds requests, not what came of them: each member runs them itself, and since neither clock nor chance has a part in
 * it, all come to the same. What depends on a clock, the end of leases and compaction by time, the leader decides and proposes.
 *
 * <p><b>No entry twice.</b> An entry names the term it was meant for, and is void in any other. So when a member sees
 * a younger term come out of the log, what it had proposed for an older one and not seen is lost for certain, and may be
 * proposed again.
 *
 * <p>{@link dev.mudi.etcd.replication.Replica} has no thread and no I/O, and stands in one thread with a model of the log in
 * simulations. {@link dev.mudi.etcd.replication.ReplicatedEtcd} puts threads and blocking around it.
 */
@NullMarked
package dev.mudi.etcd.replication;

import org.jspecify.annotations.NullMarked;
