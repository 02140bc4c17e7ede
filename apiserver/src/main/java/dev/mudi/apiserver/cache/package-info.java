/**
 * The watch cache: what the store holds of one resource, in memory, and what changed of late.
 *
 * <p>One {@link dev.mudi.apiserver.cache.WatchCache} a resource listens to the store's prefix. On the store's commit thread it
 * only puts the new object into an ordered map that is copied on write ({@link dev.mudi.apiserver.cache.OrderedObjects}) and the
 * event into a bounded history, and wakes the cache's dispatcher. So a LIST is one immutable map, and a reader never waits for a
 * writer. The dispatcher, a virtual thread, hands each event to the watchers that it concerns
 * ({@link dev.mudi.apiserver.cache.WatcherIndex}): by object, by the value of a trigger field, by namespace, or all. A
 * {@link dev.mudi.apiserver.cache.Watcher} has a bounded queue of references; one that does not keep up is cut. Where nothing is
 * queued and an event can go out as it is stored, the dispatcher gives it to the connection at once, and the watcher's own thread is
 * not woken.
 *
 * <p>In come the store's events; out go snapshots ({@link dev.mudi.apiserver.cache.Snapshot}) and watchers. What an event is to
 * one watcher (ADDED, MODIFIED, DELETED, nothing) is its {@link dev.mudi.apiserver.cache.Interest}'s to say.
 */
@NullMarked
package dev.mudi.apiserver.cache;

import org.jspecify.annotations.NullMarked;
