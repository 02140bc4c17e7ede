/**
 * The {@linkplain dev.mudi.etcd.replication.OrderedLog ordered log} of production: Apache Ratis, with its own gRPC between
 * members. {@link dev.mudi.etcd.raft.EtcdMember} is a whole member: its directory, its log, its copy of the store, and who the
 * others are.
 *
 * <pre>
 * lock            whoever runs on the directory holds it
 * member.json     who this member is
 * raft/GROUP/     Ratis' own: current/ has the log in segments, sm/ the snapshots
 * </pre>
 *
 * <p>Nothing of this package, and so nothing of Ratis, is loaded by a store of one member.
 */
@NullMarked
package dev.mudi.etcd.raft;

import org.jspecify.annotations.NullMarked;
