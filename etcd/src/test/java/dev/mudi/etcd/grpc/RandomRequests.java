package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeRequest.Projection;
import dev.mudi.etcd.RangeRequest.RevisionBounds;
import dev.mudi.etcd.RangeRequest.Sort;
import dev.mudi.etcd.RangeRequest.SortOrder;
import dev.mudi.etcd.RangeRequest.SortTarget;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Requests of every kind over a few keys, right and wrong ones. */
final class RandomRequests {
    private static final int KEYS = 12;
    private static final int LEASES = 4;
    private static final int DEEPEST = 2;

    private final RandomGenerator dice;

    /** A request by its description. */
    record Request(String what, Function<Etcd, Object> ask) {
        @Override
        public String toString() {
            return what;
        }
    }

    RandomRequests(RandomGenerator dice) {
        this.dice = dice;
    }

    /** @param newest the revision of the store, around which revisions are asked for */
    Request next(long newest) {
        return switch (dice.nextInt(20)) {
            case 0 -> {
                long revision = Math.max(1, newest - dice.nextInt(40) + 2);
                yield new Request("compact " + revision, etcd -> etcd.compact(revision));
            }
            case 1 -> {
                long lease = lease();
                yield new Request("grant " + lease, etcd -> etcd.leaseGrant(1000, lease));
            }
            case 2 -> {
                long lease = lease();
                yield new Request("revoke " + lease, etcd -> etcd.leaseRevoke(lease));
            }
            case 3 -> {
                long lease = lease();
                yield new Request(
                        "keys of " + lease,
                        etcd -> Set.copyOf(etcd.leaseTimeToLive(lease, true).keys()));
            }
            case 4, 5, 6, 7 -> {
                var range = range(newest);
                yield new Request(range.toString(), etcd -> etcd.range(range));
            }
            default -> {
                var txn = txn(newest, 0);
                yield new Request(txn.toString(), etcd -> etcd.txn(txn));
            }
        };
    }

    private long lease() {
        return 1L + dice.nextInt(LEASES);
    }

    private <T> T any(Set<T> all) {
        return List.copyOf(all).get(dice.nextInt(all.size()));
    }

    private Bytes key() {
        return dice.nextInt(60) == 0 ? Bytes.EMPTY : Bytes.utf8("key-" + (char) ('a' + dice.nextInt(KEYS)));
    }

    private KeyRange keys() {
        return switch (dice.nextInt(6)) {
            case 0 -> KeyRange.between(key(), key());
            case 1 -> KeyRange.from(key());
            case 2 -> KeyRange.prefix("key-");
            default -> KeyRange.of(key());
        };
    }

    private RangeRequest range(long newest) {
        long revision = dice.nextInt(3) == 0 ? Math.max(0, newest - dice.nextInt(30) + 1) : 0;
        var projection = any(EnumSet.allOf(Projection.class));
        // Where keys are equal in what they are sorted by, etcd's order is chance: so only by key.
        var order = any(EnumSet.allOf(SortOrder.class));
        var bounds = dice.nextInt(4) == 0
                ? new RevisionBounds(dice.nextLong(newest), dice.nextLong(newest + 1), 0, dice.nextLong(newest + 1))
                : RevisionBounds.NONE;
        return new RangeRequest(keys(), revision, dice.nextInt(5), projection, new Sort(SortTarget.KEY, order), bounds);
    }

    private TxnRequest txn(long newest, int depth) {
        var compares = new ArrayList<Compare>();
        for (int i = dice.nextInt(3); i > 0; i--) {
            compares.add(compare(newest));
        }
        return new TxnRequest(compares, ops(newest, depth), ops(newest, depth));
    }

    private List<RequestOp> ops(long newest, int depth) {
        var ops = new ArrayList<RequestOp>();
        for (int i = dice.nextInt(4); i > 0; i--) {
            ops.add(op(newest, depth));
        }
        return ops;
    }

    private RequestOp op(long newest, int depth) {
        return switch (dice.nextInt(10)) {
            case 0, 1 -> range(newest);
            case 2 -> delete();
            case 3 -> depth < DEEPEST ? txn(newest, depth + 1) : put();
            default -> put();
        };
    }

    /**
     * Never of all keys from one on: etcd overlooks that such a deletion and a put in one transaction change one key (it
     * takes the end for the lowest key there is), and we refuse it.
     */
    private DeleteRangeRequest delete() {
        var keys = keys();
        return new DeleteRangeRequest(keys.isOpen() ? KeyRange.of(keys.key()) : keys, dice.nextBoolean());
    }

    private PutRequest put() {
        boolean ignoreValue = dice.nextInt(10) == 0;
        boolean ignoreLease = dice.nextInt(10) == 0;
        boolean wrong = dice.nextInt(20) == 0;
        var value = ignoreValue && !wrong ? Bytes.EMPTY : Bytes.utf8("value " + dice.nextInt(5));
        long lease = (ignoreLease && !wrong) || dice.nextInt(3) > 0 ? 0 : lease();
        return new PutRequest(key(), value, lease, dice.nextBoolean(), ignoreValue, ignoreLease);
    }

    private Compare compare(long newest) {
        var result = any(EnumSet.allOf(Compare.Result.class));
        Compare.Operand operand = switch (dice.nextInt(5)) {
            case 0 -> new Compare.Version(dice.nextInt(5));
            case 1 -> new Compare.CreateRevision(Math.max(0, newest - dice.nextInt(50)));
            case 2 -> new Compare.ModRevision(Math.max(0, newest - dice.nextInt(20)));
            case 3 -> new Compare.Lease(dice.nextInt(LEASES + 1));
            default -> new Compare.Value(Bytes.utf8("value " + dice.nextInt(5)));
        };
        return new Compare(keys(), result, operand);
    }
}
