package dev.mudi.etcd;

import java.util.List;

/**
 * @param revision the store's newest revision when the range was read, whatever revision was asked for
 * @param more whether the limit cut keys off
 * @param count how many keys the whole range has at the revision asked for
 */
public record RangeResponse(long revision, List<KeyValue> kvs, boolean more, long count) implements ResponseOp {}
