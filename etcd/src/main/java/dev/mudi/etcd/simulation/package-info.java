/**
 * Several members of the store in one thread, under everything that can go wrong, and from a seed: what happened once happens
 * again.
 *
 * <p>{@link dev.mudi.etcd.simulation.World} has the time, the dice and the events. A {@code Member} is a machine with a
 * {@code SimulatedDisk} and a clock of its own; a {@code Peer} is the process that runs on it: the product's
 * {@link dev.mudi.etcd.replication.Replica} over a model of the ordered log, whose entries lie in the product's
 * {@link dev.mudi.etcd.log.Log} on that disk. {@code Cluster} elects and connects, {@code Faults} breaks.
 *
 * <p>Clients write, read and watch; what they were told is the {@code History}. What is in the log for good is the
 * {@code Truth}. {@linkplain dev.mudi.etcd.simulation.Invariant Invariants} compare the two.
 *
 * <p>A planted {@link dev.mudi.etcd.simulation.Bug} shows that the invariants would find one like it.
 */
@NullMarked
package dev.mudi.etcd.simulation;

import org.jspecify.annotations.NullMarked;
