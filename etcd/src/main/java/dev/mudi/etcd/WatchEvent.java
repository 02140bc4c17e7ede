package dev.mudi.etcd;

import java.util.Optional;

/**
 * One change of one key.
 *
 * @param kv the key as it is now; for a deletion its tombstone
 * @param prevKv what was there before, when it was asked for, there was something, and it was not yet compacted
 */
public record WatchEvent(Type type, KeyValue kv, Optional<KeyValue> prevKv) {
    public enum Type {
        PUT,
        DELETE
    }

    /** Whether this change made the key. */
    public boolean isCreate() {
        return type == Type.PUT && kv.version() == 1;
    }
}
