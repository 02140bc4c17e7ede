package dev.mudi.etcd.replication;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeRequest.Projection;
import dev.mudi.etcd.RangeRequest.SortOrder;
import dev.mudi.etcd.RangeRequest.SortTarget;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.auth.Caller;
import dev.mudi.etcd.commit.AuthCodec;
import dev.mudi.etcd.commit.Proposal;
import dev.mudi.etcd.commit.SettingsCodec;
import dev.mudi.etcd.log.RecordBuffer;
import dev.mudi.etcd.log.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Proposals as bytes of an entry: a type byte, then numbers of variable length and length-prefixed bytes. */
final class ProposalCodec {
    private static final int TXN = 1;
    private static final int LEASE_GRANT = 2;
    private static final int LEASE_REVOKE = 3;
    private static final int COMPACT = 4;
    private static final int CONFIGURE = 5;
    private static final int BARRIER = 6;
    private static final int AUTH = 7;
    private static final int GUARDED = 8;

    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int RANGE = 3;
    private static final int NESTED = 4;

    private static final int PREV_KV = 1;
    private static final int IGNORE_VALUE = 2;
    private static final int IGNORE_LEASE = 4;

    // The place in these lists is what stands in the log: add at the end only.
    private static final List<Compare.Result> RESULTS =
            List.of(Compare.Result.EQUAL, Compare.Result.NOT_EQUAL, Compare.Result.LESS, Compare.Result.GREATER);
    private static final List<Projection> PROJECTIONS =
            List.of(Projection.KEY_AND_VALUE, Projection.KEYS_ONLY, Projection.COUNT_ONLY);
    private static final List<SortTarget> TARGETS = List.of(
            SortTarget.KEY, SortTarget.VERSION, SortTarget.CREATE_REVISION, SortTarget.MOD_REVISION, SortTarget.VALUE);
    private static final List<SortOrder> ORDERS = List.of(SortOrder.NONE, SortOrder.ASCENDING, SortOrder.DESCENDING);

    private ProposalCodec() {}

    static void encode(Proposal proposal, RecordBuffer into) {
        switch (proposal) {
            case Proposal.Txn(var request) -> txn(request, into.putByte(TXN));
            case Proposal.LeaseGrant(var ttl, var id) ->
                into.putByte(LEASE_GRANT).putVarLong(ttl).putLong(id);
            case Proposal.LeaseRevoke(var id) -> into.putByte(LEASE_REVOKE).putLong(id);
            case Proposal.Auth(var change) -> AuthCodec.encode(change, into.putByte(AUTH));
            case Proposal.Compact(var revision) -> into.putByte(COMPACT).putVarLong(revision);
            case Proposal.Configure(var expected, var changes) ->
                SettingsCodec.encode(changes, into.putByte(CONFIGURE).putVarLong(expected));
            case Proposal.Barrier() -> into.putByte(BARRIER);
            case Proposal.Guarded(var caller, var inner) -> {
                into.putByte(GUARDED).putBytes(Bytes.utf8(caller.user())).putVarLong(caller.revision());
                encode(inner, into);
            }
            case Proposal.Prune _ -> throw new IllegalArgumentException("pruning is each member's own");
        }
    }

    static Proposal decode(RecordReader from) {
        int type = from.readByte();
        return switch (type) {
            case TXN -> new Proposal.Txn(txn(from));
            case LEASE_GRANT -> new Proposal.LeaseGrant(from.readVarLong(), from.readLong());
            case LEASE_REVOKE -> new Proposal.LeaseRevoke(from.readLong());
            case AUTH -> new Proposal.Auth(AuthCodec.decode(from));
            case COMPACT -> new Proposal.Compact(from.readVarLong());
            case CONFIGURE -> new Proposal.Configure(from.readVarLong(), SettingsCodec.decode(from));
            case BARRIER -> new Proposal.Barrier();
            case GUARDED ->
                new Proposal.Guarded(new Caller(from.readBytes().toUtf8(), from.readVarLong()), decode(from));
            default -> throw new IllegalStateException("there is no proposal of type " + type);
        };
    }

    private static void txn(TxnRequest request, RecordBuffer into) {
        into.putVarLong(request.compares().size());
        request.compares().forEach(compare -> compare(compare, into));
        into.putVarLong(request.success().size());
        request.success().forEach(op -> op(op, into));
        into.putVarLong(request.failure().size());
        request.failure().forEach(op -> op(op, into));
    }

    private static TxnRequest txn(RecordReader from) {
        var compares = list(from, ProposalCodec::compare);
        var success = list(from, ProposalCodec::op);
        return new TxnRequest(compares, success, list(from, ProposalCodec::op));
    }

    private static <A> List<A> list(RecordReader from, Function<RecordReader, A> element) {
        long count = from.readVarLong();
        var list = new ArrayList<A>();
        for (long i = 0; i < count; i++) {
            list.add(element.apply(from));
        }
        return list;
    }

    private static void keys(KeyRange keys, RecordBuffer into) {
        into.putBytes(keys.key()).putBytes(keys.rangeEnd());
    }

    private static KeyRange keys(RecordReader from) {
        return new KeyRange(from.readBytes(), from.readBytes());
    }

    private static void compare(Compare compare, RecordBuffer into) {
        keys(compare.keys(), into);
        into.putByte(RESULTS.indexOf(compare.result()));
        switch (compare.operand()) {
            case Compare.Version(var version) -> into.putByte(0).putVarLong(version);
            case Compare.CreateRevision(var revision) -> into.putByte(1).putVarLong(revision);
            case Compare.ModRevision(var revision) -> into.putByte(2).putVarLong(revision);
            case Compare.Lease(var lease) -> into.putByte(3).putVarLong(lease);
            case Compare.Value(var value) -> into.putByte(4).putBytes(value);
        }
    }

    private static Compare compare(RecordReader from) {
        var keys = keys(from);
        var result = RESULTS.get(from.readByte());
        int operand = from.readByte();
        return new Compare(
                keys,
                result,
                switch (operand) {
                    case 0 -> new Compare.Version(from.readVarLong());
                    case 1 -> new Compare.CreateRevision(from.readVarLong());
                    case 2 -> new Compare.ModRevision(from.readVarLong());
                    case 3 -> new Compare.Lease(from.readVarLong());
                    case 4 -> new Compare.Value(from.readBytes());
                    default -> throw new IllegalStateException("there is no operand of type " + operand);
                });
    }

    private static void op(RequestOp op, RecordBuffer into) {
        switch (op) {
            case PutRequest put ->
                into.putByte(PUT)
                        .putBytes(put.key())
                        .putBytes(put.value())
                        .putVarLong(put.lease())
                        .putByte((put.prevKv() ? PREV_KV : 0)
                                | (put.ignoreValue() ? IGNORE_VALUE : 0)
                                | (put.ignoreLease() ? IGNORE_LEASE : 0));
            case DeleteRangeRequest delete -> {
                keys(delete.keys(), into.putByte(DELETE));
                into.putByte(delete.prevKv() ? PREV_KV : 0);
            }
            case RangeRequest range -> range(range, into.putByte(RANGE));
            case TxnRequest nested -> txn(nested, into.putByte(NESTED));
        }
    }

    private static RequestOp op(RecordReader from) {
        int type = from.readByte();
        return switch (type) {
            case PUT -> put(from);
            case DELETE -> new DeleteRangeRequest(keys(from), from.readByte() == PREV_KV);
            case RANGE -> range(from);
            case NESTED -> txn(from);
            default -> throw new IllegalStateException("there is no operation of type " + type);
        };
    }

    private static PutRequest put(RecordReader from) {
        var key = from.readBytes();
        var value = from.readBytes();
        long lease = from.readVarLong();
        int flags = from.readByte();
        return new PutRequest(
                key, value, lease, (flags & PREV_KV) != 0, (flags & IGNORE_VALUE) != 0, (flags & IGNORE_LEASE) != 0);
    }

    private static void range(RangeRequest range, RecordBuffer into) {
        keys(range.keys(), into);
        var bounds = range.bounds();
        into.putVarLong(range.revision())
                .putVarLong(range.limit())
                .putByte(PROJECTIONS.indexOf(range.projection()))
                .putByte(TARGETS.indexOf(range.sort().target()))
                .putByte(ORDERS.indexOf(range.sort().order()))
                .putVarLong(bounds.minMod())
                .putVarLong(bounds.maxMod())
                .putVarLong(bounds.minCreate())
                .putVarLong(bounds.maxCreate());
    }

    private static RangeRequest range(RecordReader from) {
        return new RangeRequest(
                keys(from),
                from.readVarLong(),
                from.readVarLong(),
                PROJECTIONS.get(from.readByte()),
                new RangeRequest.Sort(TARGETS.get(from.readByte()), ORDERS.get(from.readByte())),
                new RangeRequest.RevisionBounds(
                        from.readVarLong(), from.readVarLong(), from.readVarLong(), from.readVarLong()));
    }
}
