package dev.mudi.etcd;

import java.util.Optional;

/** @param prevKv what was there before, when it was asked for and there was something */
public record PutResponse(long revision, Optional<KeyValue> prevKv) implements ResponseOp {}
