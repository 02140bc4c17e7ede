package dev.mudi.etcd;

/**
 * A key with its value at one revision.
 *
 * @param createRevision the revision of the key's creation, after its last deletion
 * @param modRevision the revision of this change
 * @param version how often the key was written since its creation: 1 at creation; 0 marks a deletion, which has only
 *     {@code key} and {@code modRevision}
 * @param lease the lease the key hangs on, 0 for none
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {
    /** The mark a deletion leaves. */
    public static KeyValue tombstone(Bytes key, long revision) {
        return new KeyValue(key, Bytes.EMPTY, 0, revision, 0, 0);
    }

    /** Whether this marks a deletion. */
    public boolean isTombstone() {
        return version == 0;
    }

    /** The same without its value. */
    public KeyValue withoutValue() {
        return value.isEmpty() ? this : new KeyValue(key, Bytes.EMPTY, createRevision, modRevision, version, lease);
    }
}
