package dev.mudi.etcd;

/**
 * A question for keys.
 *
 * @param revision the revision to read at, 0 for the newest
 * @param limit the most keys wanted, 0 for all; the response's count is that of the whole range all the same
 * @param bounds which revisions the returned keys may have; the count ignores it, as etcd's does
 */
public record RangeRequest(
        KeyRange keys, long revision, long limit, Projection projection, Sort sort, RevisionBounds bounds)
        implements RequestOp {

    /** What of each key is wanted. */
    public enum Projection {
        KEY_AND_VALUE,
        KEYS_ONLY,
        COUNT_ONLY
    }

    /** What the result is ordered by. */
    public enum SortTarget {
        KEY,
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE
    }

    /** The direction; {@code NONE} means ascending keys, and ascending for any other target, as etcd has it. */
    public enum SortOrder {
        NONE,
        ASCENDING,
        DESCENDING
    }

    public record Sort(SortTarget target, SortOrder order) {
        public static final Sort BY_KEY = new Sort(SortTarget.KEY, SortOrder.NONE);
    }

    /** Inclusive bounds of revisions; 0 is no bound. */
    public record RevisionBounds(long minMod, long maxMod, long minCreate, long maxCreate) {
        public static final RevisionBounds NONE = new RevisionBounds(0, 0, 0, 0);

        public boolean admits(KeyValue kv) {
            return within(kv.modRevision(), minMod, maxMod) && within(kv.createRevision(), minCreate, maxCreate);
        }

        private static boolean within(long revision, long min, long max) {
            return (min == 0 || revision >= min) && (max == 0 || revision <= max);
        }
    }

    /** All of the range at the newest revision, by key. */
    public static RangeRequest of(KeyRange keys) {
        return new RangeRequest(keys, 0, 0, Projection.KEY_AND_VALUE, Sort.BY_KEY, RevisionBounds.NONE);
    }

    /** One key at the newest revision. */
    public static RangeRequest of(Bytes key) {
        return of(KeyRange.of(key));
    }

    public RangeRequest atRevision(long newRevision) {
        return new RangeRequest(keys, newRevision, limit, projection, sort, bounds);
    }

    public RangeRequest withLimit(long newLimit) {
        return new RangeRequest(keys, revision, newLimit, projection, sort, bounds);
    }

    public RangeRequest keysOnly() {
        return new RangeRequest(keys, revision, limit, Projection.KEYS_ONLY, sort, bounds);
    }

    public RangeRequest countOnly() {
        return new RangeRequest(keys, revision, limit, Projection.COUNT_ONLY, sort, bounds);
    }

    public RangeRequest sortedBy(SortTarget target, SortOrder order) {
        return new RangeRequest(keys, revision, limit, projection, new Sort(target, order), bounds);
    }

    public RangeRequest within(RevisionBounds newBounds) {
        return new RangeRequest(keys, revision, limit, projection, sort, newBounds);
    }
}
