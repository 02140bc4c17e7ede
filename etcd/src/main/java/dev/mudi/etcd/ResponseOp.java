package dev.mudi.etcd;

/** The answer to one operation of a transaction's branch. */
public sealed interface ResponseOp permits RangeResponse, PutResponse, DeleteRangeResponse, TxnResponse {
    /** The store's revision when this was answered; inside a transaction, the revision of the transaction. */
    long revision();
}
