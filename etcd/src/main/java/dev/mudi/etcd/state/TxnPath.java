package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Which branch a transaction takes, and each one nested in that branch, in order. All of it is decided before the first
 * operation, as in etcd: a nested comparison does not see what the transaction around it writes.
 */
record TxnPath(boolean succeeded, List<TxnPath> nested) {
    private static final KeyValue ABSENT = new KeyValue(Bytes.EMPTY, Bytes.EMPTY, 0, 0, 0, 0);

    static TxnPath decide(TxnRequest request, CowTree<Version> keys) {
        boolean succeeded = true;
        for (var compare : request.compares()) {
            succeeded = succeeded && holds(compare, keys);
        }
        List<TxnPath> nested = List.of();
        for (var op : branch(request, succeeded)) {
            if (op instanceof TxnRequest inner) {
                nested = nested.isEmpty() ? new ArrayList<>() : nested;
                nested.add(decide(inner, keys));
            }
        }
        return new TxnPath(succeeded, nested);
    }

    List<RequestOp> branch(TxnRequest request) {
        return branch(request, succeeded);
    }

    private static List<RequestOp> branch(TxnRequest request, boolean succeeded) {
        return succeeded ? request.success() : request.failure();
    }

    private static boolean holds(Compare compare, CowTree<Version> keys) {
        boolean[] any = {false};
        boolean all = keys.scan(compare.keys(), version -> {
            any[0] |= !version.isTombstone();
            var kv = compare.operand() instanceof Compare.Value ? version.kv() : version.bare();
            return version.isTombstone() || holds(compare, kv);
        });
        if (any[0]) {
            return all;
        }
        return !(compare.operand() instanceof Compare.Value) && holds(compare, ABSENT);
    }

    private static boolean holds(Compare compare, KeyValue kv) {
        int order = switch (compare.operand()) {
            case Compare.Version(var version) -> Long.compare(kv.version(), version);
            case Compare.CreateRevision(var revision) -> Long.compare(kv.createRevision(), revision);
            case Compare.ModRevision(var revision) -> Long.compare(kv.modRevision(), revision);
            case Compare.Lease(var lease) -> Long.compare(kv.lease(), lease);
            case Compare.Value(var value) -> kv.value().compareTo(value);
        };
        return compare.result().holds(order);
    }
}
