package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.auth.AuthChange;
import java.util.List;

/** What a request did to the state: this is what the log holds, and doing it again gives the same state again. */
public sealed interface Effect {
    /**
     * One change of one key.
     *
     * @param lease of a put, 0 for none
     */
    record Change(Bytes key, Bytes value, long lease, boolean delete) {}

    /** The changes of one revision, one or more, no key twice. */
    record Write(long revision, List<Change> changes) implements Effect {}

    /** A lease was made. */
    record LeaseGranted(long id, long ttlSeconds) implements Effect {}

    /** A lease ended; its keys went in a {@link Write} before this. */
    record LeaseRevoked(long id) implements Effect {}

    /** Users or roles changed. */
    record AuthChanged(AuthChange change) implements Effect {}

    /** What the store knows about itself was changed. */
    record Configured(List<Settings.Change> changes) implements Effect {}

    /** What was before the revision may be forgotten. */
    record Compacted(long revision) implements Effect {}
}
