package dev.mudi.etcd.replication;

import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;

/** About how many bytes a request takes in the log. */
final class Weights {
    private static final int SMALL = 32;

    private Weights() {}

    static long of(RequestOp op) {
        return switch (op) {
            case PutRequest put -> SMALL + put.key().length() + put.value().length();
            case DeleteRangeRequest delete -> SMALL + delete.keys().key().length();
            case RangeRequest range -> SMALL + range.keys().key().length();
            case TxnRequest txn ->
                txn.compares().stream().mapToLong(Weights::of).sum()
                        + txn.success().stream().mapToLong(Weights::of).sum()
                        + txn.failure().stream().mapToLong(Weights::of).sum();
        };
    }

    private static long of(Compare compare) {
        long value = compare.operand() instanceof Compare.Value(var bytes) ? bytes.length() : 0;
        return SMALL + compare.keys().key().length() + value;
    }
}
