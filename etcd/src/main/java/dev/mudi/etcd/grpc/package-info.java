/**
 * etcd's v3 gRPC API in front of any {@link dev.mudi.etcd.Etcd}: services KV, Watch, Lease, Cluster, Maintenance, Auth, Lock
 * and Election, with etcd's names, codes and messages, so that its clients and tools find what they know.
 *
 * <p>In come calls, each on a virtual thread of its own that blocks where the store does, but for those of which most are made: reads
 * and writes of keys and renewals of leases are served by the thread of their connection, and wait on none. Out go answers. A watch has a
 * bounded queue between the store's commit thread and its connection: a client that reads slowly makes its own watch
 * start again from where it was, and delays no one else.
 *
 * <p>{@code EtcdClient} is the other side: an {@link dev.mudi.etcd.Etcd} that another etcd keeps. It uses all endpoints in turn,
 * asks again what only reads, goes on with its watches where they were, and reads long ranges in pages of one revision; a write
 * of which no answer came is left to the caller, as nobody knows whether it was done. A member
 * that keeps its connection and says nothing ({@code AnsweringMembers}) costs a read a second, and the writes it was given before
 * that showed their whole time, but for those that can be given to another without being done twice ({@code GuardedWrite}); later ones go
 * to the others.
 */
@NullMarked
package dev.mudi.etcd.grpc;

import org.jspecify.annotations.NullMarked;
