package dev.mudi.etcd.commit;

import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;

/** About how many bytes a request takes, in the log and of the quota. */
public final class Weights {
    private static final int SMALL = 32;

    private Weights() {}

    public static long of(Proposal proposal) {
        return switch (proposal) {
            case Proposal.Txn(var request) -> of(request);
            case Proposal.Guarded guarded -> of(guarded.proposal());
            case Proposal.LeaseGrant _,
                    Proposal.LeaseRevoke _,
                    Proposal.Auth _,
                    Proposal.Compact _,
                    Proposal.Configure _,
                    Proposal.Prune _,
                    Proposal.Barrier _ -> 0;
        };
    }

    static long of(RequestOp op) {
        return switch (op) {
            case PutRequest put -> SMALL + put.key().length() + put.value().length();
            case DeleteRangeRequest delete -> SMALL + delete.keys().key().length();
            case RangeRequest range -> SMALL + range.keys().key().length();
            case TxnRequest txn -> of(txn);
        };
    }

    /** By loops, for this is asked several times of each write. */
    private static long of(TxnRequest txn) {
        long sum = 0;
        for (var compare : txn.compares()) {
            sum += of(compare);
        }
        for (var op : txn.success()) {
            sum += of(op);
        }
        for (var op : txn.failure()) {
            sum += of(op);
        }
        return sum;
    }

    private static long of(Compare compare) {
        long value = compare.operand() instanceof Compare.Value(var bytes) ? bytes.length() : 0;
        return SMALL + compare.keys().key().length() + value;
    }
}
