package dev.mudi.etcd;

import java.util.Set;

/**
 * What a watcher wants to hear of.
 *
 * @param startRevision the first revision wanted; 0 for whatever comes after the watch was made
 * @param prevKv whether events carry what was there before
 * @param filters the events not wanted
 */
public record WatchRequest(KeyRange keys, long startRevision, boolean prevKv, Set<WatchEvent.Type> filters) {
    public WatchRequest {
        filters = Set.copyOf(filters);
    }

    public static WatchRequest of(KeyRange keys) {
        return new WatchRequest(keys, 0, false, Set.of());
    }

    public WatchRequest from(long newStartRevision) {
        return new WatchRequest(keys, newStartRevision, prevKv, filters);
    }

    public WatchRequest withPrevKv() {
        return new WatchRequest(keys, startRevision, true, filters);
    }
}
