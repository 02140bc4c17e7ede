package dev.mudi.etcd;

import java.util.List;

/**
 * @param deleted how many keys there were
 * @param prevKvs what was there before, by key, when it was asked for
 */
public record DeleteRangeResponse(long revision, long deleted, List<KeyValue> prevKvs) implements ResponseOp {}
