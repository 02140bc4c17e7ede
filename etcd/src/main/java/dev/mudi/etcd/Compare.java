package dev.mudi.etcd;

/**
 * A condition of a transaction. Over a range it must hold for each key there is. A key that does not exist has version,
 * revisions and lease 0 and no value: comparing its value is never true.
 */
public record Compare(KeyRange keys, Result result, Operand operand) {
    public enum Result {
        EQUAL,
        NOT_EQUAL,
        LESS,
        GREATER;

        /** @param order the sign of "what is there" compared with "what was given" */
        public boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case GREATER -> order > 0;
            };
        }
    }

    /** What of the key is compared, and with what. */
    public sealed interface Operand {}

    public record Version(long version) implements Operand {}

    public record CreateRevision(long revision) implements Operand {}

    public record ModRevision(long revision) implements Operand {}

    public record Lease(long lease) implements Operand {}

    public record Value(Bytes value) implements Operand {}

    public static Compare version(Bytes key, Result result, long version) {
        return new Compare(KeyRange.of(key), result, new Version(version));
    }

    public static Compare createRevision(Bytes key, Result result, long revision) {
        return new Compare(KeyRange.of(key), result, new CreateRevision(revision));
    }

    public static Compare modRevision(Bytes key, Result result, long revision) {
        return new Compare(KeyRange.of(key), result, new ModRevision(revision));
    }

    public static Compare lease(Bytes key, Result result, long lease) {
        return new Compare(KeyRange.of(key), result, new Lease(lease));
    }

    public static Compare value(Bytes key, Result result, Bytes value) {
        return new Compare(KeyRange.of(key), result, new Value(value));
    }

    /** The condition of a create: the key does not exist. */
    public static Compare absent(Bytes key) {
        return modRevision(key, Result.EQUAL, 0);
    }

    /** The condition of an optimistic update: the key was last changed at this revision. */
    public static Compare unchangedSince(Bytes key, long modRevision) {
        return modRevision(key, Result.EQUAL, modRevision);
    }
}
