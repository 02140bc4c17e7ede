package dev.mudi.etcd.commit;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.state.StateEdit;
import dev.mudi.etcd.state.TxnCheck;

/**
 * What a proposal does to the state. The same proposal on the same state does the same on every member: no clock, no chance,
 * nothing of the member it runs on.
 */
public final class Execution {
    private Execution() {}

    /**
     * Runs a proposal.
     *
     * @param full whether puts are refused, since the quota is used up
     * @return the answer; {@link Proposal} says of which type
     * @throws EtcdException the refusal; nothing was changed
     */
    public static Object run(Proposal proposal, StateEdit edit, boolean full) {
        return switch (proposal) {
            case Proposal.Txn(var request) -> {
                requireSpace(full && TxnCheck.hasPut(request));
                yield edit.txn(request);
            }
            case Proposal.LeaseGrant(var ttl, var id) -> {
                requireSpace(full);
                yield edit.leaseGrant(ttl, id);
            }
            case Proposal.LeaseRevoke(var id) -> edit.leaseRevoke(id);
            case Proposal.Auth(var change) -> edit.auth(change);
            case Proposal.Compact(var revision) -> edit.compact(revision);
            case Proposal.Configure(var expected, var changes) -> edit.configure(expected, changes);
            case Proposal.Prune(var trimmed) -> {
                edit.prune(trimmed);
                yield edit.revision();
            }
            case Proposal.Barrier() -> edit.revision();
        };
    }

    private static void requireSpace(boolean lacking) {
        if (lacking) {
            throw EtcdException.of(Code.NO_SPACE, "the store has used up its quota");
        }
    }
}
