/**
 * The store: an ordered map from keys to values in which every change has a number, the <em>revision</em>.
 *
 * <p>In come {@linkplain dev.mudi.etcd.TxnRequest transactions} (comparisons, then the operations of one of two branches),
 * {@linkplain dev.mudi.etcd.RangeRequest ranges} at the newest or any retained revision, leases, and compactions. Out go
 * responses with the revision they saw, and to every {@linkplain dev.mudi.etcd.Etcd#watch watcher} each change of its
 * keys, in revision order, once. The semantics are those of etcd v3 (its API reference, "KV", "Watch" and "Lease" services).
 *
 * <p>Keys and values are opaque {@linkplain dev.mudi.etcd.Bytes bytes}; nothing here knows Kubernetes.
 * {@link dev.mudi.etcd.Etcd} is the one interface; {@code EmbeddedEtcd} is the engine in this process: a pure state machine
 * (package {@code state}) behind a durable log (package {@code log}).
 */
@NullMarked
package dev.mudi.etcd;

import org.jspecify.annotations.NullMarked;
