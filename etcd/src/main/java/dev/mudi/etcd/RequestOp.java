package dev.mudi.etcd;

/** One operation of a transaction's branch. */
public sealed interface RequestOp permits RangeRequest, PutRequest, DeleteRangeRequest, TxnRequest {}
