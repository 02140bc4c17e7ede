package dev.mudi.etcd.commit;

import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.auth.AuthChange;
import dev.mudi.etcd.auth.Caller;
import dev.mudi.etcd.state.Compaction;
import dev.mudi.etcd.state.Settings;
import dev.mudi.etcd.state.TxnCheck;
import java.util.List;

/** What the commit loop is asked to do. */
public sealed interface Proposal {
    /** Answered with a {@link dev.mudi.etcd.TxnResponse}. */
    record Txn(TxnRequest request) implements Proposal {}

    /** Answered with a {@link dev.mudi.etcd.LeaseGrantResponse}. */
    record LeaseGrant(long ttlSeconds, long id) implements Proposal {}

    /** Answered with the revision. */
    record LeaseRevoke(long id) implements Proposal {}

    /** Answered with the revision. */
    record Auth(AuthChange change) implements Proposal {}

    /** Answered with a {@link dev.mudi.etcd.CompactResponse}. */
    record Compact(long revision) implements Proposal {}

    /**
     * Answered with whether it was done.
     *
     * @param expected the revision of the settings this is meant for, -1 for any
     */
    record Configure(long expected, List<Settings.Change> changes) implements Proposal {}

    /** Answered with the revision. */
    record Prune(Compaction.Trimmed trimmed) implements Proposal {}

    /**
     * Another one, for a caller who may do it or not: that is seen when it is done, by the users and roles of then. Answered as
     * the other.
     */
    record Guarded(Caller caller, Proposal proposal) implements Proposal {}

    /** Changes nothing; answered with the revision, when all before it is done. */
    record Barrier() implements Proposal {}

    /** Whether it stores something that counts against the quota. */
    default boolean isPut() {
        return switch (this) {
            case Txn(var request) -> TxnCheck.hasPut(request);
            case LeaseGrant _ -> true;
            case Guarded guarded -> guarded.proposal().isPut();
            case LeaseRevoke _, Auth _, Compact _, Configure _, Prune _, Barrier _ -> false;
        };
    }
}
