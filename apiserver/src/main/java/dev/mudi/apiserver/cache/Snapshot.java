package dev.mudi.apiserver.cache;

/**
 * All objects of a resource at one revision.
 *
 * @param revision the store's revision of which this is the state
 * @param objects the objects
 */
public record Snapshot(long revision, OrderedObjects objects) {}
