/**
 * etcd's v3 gRPC API in front of any {@link dev.mudi.etcd.Etcd}: services KV, Watch, Lease, Cluster and Maintenance, with
 * etcd's names, codes and messages, so that its clients and tools find what they know.
 *
 * <p>In come calls, each on a virtual thread of its own that blocks where the store does; out go answers. A watch has a
 * bounded queue between the store's commit thread and its connection: a client that reads slowly makes its own watch
 * start again from where it was, and delays no one else.
 */
@NullMarked
package dev.mudi.etcd.grpc;

import org.jspecify.annotations.NullMarked;
