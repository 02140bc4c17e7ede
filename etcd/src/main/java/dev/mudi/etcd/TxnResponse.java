package dev.mudi.etcd;

import java.util.List;

/**
 * @param revision the revision of the transaction's changes; when it changed nothing, the store's newest
 * @param succeeded whether the comparisons held
 * @param responses one a request of the branch that was taken, in its order
 */
public record TxnResponse(long revision, boolean succeeded, List<ResponseOp> responses) implements ResponseOp {}
