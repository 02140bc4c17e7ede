package dev.mudi.etcd;

/**
 * Deletes keys.
 *
 * @param prevKv whether the answer holds what was there before
 */
public record DeleteRangeRequest(KeyRange keys, boolean prevKv) implements RequestOp {
    public static DeleteRangeRequest of(Bytes key) {
        return new DeleteRangeRequest(KeyRange.of(key), false);
    }

    public static DeleteRangeRequest of(KeyRange keys) {
        return new DeleteRangeRequest(keys, false);
    }

    public DeleteRangeRequest withPrevKv() {
        return new DeleteRangeRequest(keys, true);
    }
}
