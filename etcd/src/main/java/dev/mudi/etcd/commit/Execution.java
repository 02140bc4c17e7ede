package dev.mudi.etcd.commit;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.auth.AccessCheck;
import dev.mudi.etcd.auth.Caller;
import dev.mudi.etcd.state.Alarms;
import dev.mudi.etcd.state.Alarms.Kind;
import dev.mudi.etcd.state.Fence;
import dev.mudi.etcd.state.StateEdit;

/**
 * What a proposal does to the state. The same proposal on the same state does the same on every member: no clock, no chance,
 * nothing of the member it runs on.
 */
public final class Execution {
    private Execution() {}

    /**
     * Runs a proposal. While an alarm or the fence stands, what it forbids is refused.
     *
     * @return the answer; {@link Proposal} says of which type
     * @throws EtcdException the refusal; nothing was changed
     */
    public static Object run(Proposal proposal, StateEdit edit) {
        return switch (proposal) {
            case Proposal.Guarded(var caller, var inner) -> {
                requirePermission(caller, inner, edit);
                yield run(inner, edit);
            }
            case Proposal.Txn(var request) -> {
                requireOpen(proposal, edit);
                yield edit.txn(request);
            }
            case Proposal.LeaseGrant(var ttl, var id) -> {
                requireOpen(proposal, edit);
                yield edit.leaseGrant(ttl, id);
            }
            case Proposal.LeaseRevoke(var id) -> {
                requireOpen(proposal, edit);
                yield edit.leaseRevoke(id);
            }
            case Proposal.Compact(var revision) -> {
                requireOpen(proposal, edit);
                yield edit.compact(revision);
            }
            case Proposal.Auth(var change) -> {
                requireOpen(proposal, edit);
                yield edit.auth(change);
            }
            case Proposal.Configure(var expected, var changes) -> edit.configure(expected, changes);
            case Proposal.Prune(var trimmed) -> {
                edit.prune(trimmed);
                yield edit.revision();
            }
            case Proposal.Barrier() -> edit.revision();
        };
    }

    private static void requireOpen(Proposal proposal, StateEdit edit) {
        var settings = edit.settings();
        var fenced = Fence.by(settings);
        if (fenced.isPresent()) {
            throw EtcdException.of(Code.STOPPED, fenced.get() + " moves this store elsewhere, or has moved it");
        }
        if (Alarms.stands(settings, Kind.CORRUPT) && !(proposal instanceof Proposal.Auth)) {
            throw EtcdException.of(Code.CORRUPT);
        }
        if (proposal.isPut() && Alarms.stands(settings, Kind.NOSPACE)) {
            throw EtcdException.of(Code.NO_SPACE, "the store has used up its quota");
        }
    }

    private static void requirePermission(Caller caller, Proposal proposal, StateEdit edit) {
        var access = new AccessCheck(edit.settings().auth(), caller, edit::leaseKeys);
        switch (proposal) {
            case Proposal.Txn(var request) -> access.operation(request);
            case Proposal.LeaseRevoke(var id) -> access.lease(id);
            case Proposal.Auth _ -> access.admin();
            case Proposal.LeaseGrant _,
                    Proposal.Compact _,
                    Proposal.Configure _,
                    Proposal.Prune _,
                    Proposal.Barrier _,
                    Proposal.Guarded _ -> {}
        }
    }
}
