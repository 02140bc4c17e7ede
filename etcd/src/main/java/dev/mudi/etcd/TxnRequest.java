package dev.mudi.etcd;

import java.util.List;

/**
 * Comparisons, and the operations for when all of them hold and for when one does not. All changes of a transaction have
 * one revision. No branch may change one key twice.
 */
public record TxnRequest(List<Compare> compares, List<RequestOp> success, List<RequestOp> failure)
        implements RequestOp {
    public TxnRequest {
        compares = List.copyOf(compares);
        success = List.copyOf(success);
        failure = List.copyOf(failure);
    }

    /** The operations without a condition. */
    public static TxnRequest of(RequestOp... ops) {
        return new TxnRequest(List.of(), List.of(ops), List.of());
    }

    /** The operations under a condition. */
    public static TxnRequest when(Compare compare, RequestOp... ops) {
        return new TxnRequest(List.of(compare), List.of(ops), List.of());
    }

    /** The same with these operations for when the comparisons do not hold. */
    public TxnRequest otherwise(RequestOp... ops) {
        return new TxnRequest(compares, success, List.of(ops));
    }
}
