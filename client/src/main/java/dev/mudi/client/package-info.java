/**
 * What every component uses to talk to an API server: a typed client, shared informers, a work queue and its loop,
 * an event recorder, leader election.
 *
 * <p>The way in is {@link dev.mudi.client.KubernetesClients}: it gives fabric8's {@code KubernetesClient}, over HTTPS or
 * over an {@link dev.mudi.client.InMemoryTransport} inside one process; nobody above can tell the two apart. Reads come
 * from {@link dev.mudi.client.Informers}: one list and one watch a resource, shared by all components that were handed
 * the same {@code Informers}. Changes become keys in a {@link dev.mudi.client.WorkQueue}, which a
 * {@link dev.mudi.client.ReconcileLoop} turns into calls of a {@link dev.mudi.client.Reconciler}. Writes go out through
 * the typed client; what a person should know goes out through an {@link dev.mudi.client.EventRecorder}.
 *
 * <p>Everything here blocks, on virtual threads. A thread belongs to the object that started it and ends when that
 * object is closed. Time comes from a {@link java.time.Clock}, chance from a {@code RandomGenerator}.
 */
@NullMarked
package dev.mudi.client;

import org.jspecify.annotations.NullMarked;
