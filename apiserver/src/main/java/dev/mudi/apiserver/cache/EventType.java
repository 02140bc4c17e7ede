package dev.mudi.apiserver.cache;

/** What a watcher is told. */
public enum EventType {
    /** There is an object that was not there, or did not match, before. */
    ADDED,
    /** An object changed. */
    MODIFIED,
    /** An object went, or no longer matches. */
    DELETED
}
