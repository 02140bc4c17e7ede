package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What can be said against a transaction without looking at the state. The rules are those of etcd's server (v3rpc, "key"). */
public final class TxnCheck {
    private TxnCheck() {}

    /** @throws EtcdException {@code EMPTY_KEY}, {@code VALUE_PROVIDED}, {@code LEASE_PROVIDED}, {@code DUPLICATE_KEY} */
    public static void check(TxnRequest request) {
        checkOps(request);
        if (request.success().size() > 1 || request.failure().size() > 1 || hasNested(request)) {
            Touched.by(request.success());
            Touched.by(request.failure());
        }
    }

    /** Whether no branch of the transaction can change anything. */
    public static boolean isReadOnly(TxnRequest request) {
        return request.success().stream().allMatch(TxnCheck::isRead)
                && request.failure().stream().allMatch(TxnCheck::isRead);
    }

    /** Whether a branch of the transaction can set a key. */
    public static boolean hasPut(TxnRequest request) {
        return request.success().stream().anyMatch(TxnCheck::isPut)
                || request.failure().stream().anyMatch(TxnCheck::isPut);
    }

    private static boolean isPut(RequestOp op) {
        return op instanceof PutRequest || (op instanceof TxnRequest nested && hasPut(nested));
    }

    private static boolean isRead(RequestOp op) {
        return op instanceof RangeRequest || (op instanceof TxnRequest nested && isReadOnly(nested));
    }

    private static boolean hasNested(TxnRequest request) {
        return request.success().stream().anyMatch(TxnRequest.class::isInstance)
                || request.failure().stream().anyMatch(TxnRequest.class::isInstance);
    }

    private static void checkOps(TxnRequest request) {
        for (Compare compare : request.compares()) {
            require(!compare.keys().key().isEmpty(), Code.EMPTY_KEY);
        }
        request.success().forEach(TxnCheck::checkOp);
        request.failure().forEach(TxnCheck::checkOp);
    }

    private static void checkOp(RequestOp op) {
        switch (op) {
            case RangeRequest range -> check(range);
            case PutRequest put -> {
                require(!put.key().isEmpty(), Code.EMPTY_KEY);
                require(!put.ignoreValue() || put.value().isEmpty(), Code.VALUE_PROVIDED);
                require(!put.ignoreLease() || put.lease() == 0, Code.LEASE_PROVIDED);
            }
            case DeleteRangeRequest delete -> require(!delete.keys().key().isEmpty(), Code.EMPTY_KEY);
            case TxnRequest nested -> checkOps(nested);
        }
    }

    /** @throws EtcdException {@code EMPTY_KEY} */
    public static void check(RangeRequest range) {
        require(!range.keys().key().isEmpty(), Code.EMPTY_KEY);
    }

    private static void require(boolean condition, Code otherwise) {
        if (!condition) {
            throw EtcdException.of(otherwise);
        }
    }

    /**
     * What a branch changes. No key may be put twice, or put and deleted; only the two branches of one nested transaction
     * may put the same key, since one of them will not happen.
     */
    private record Touched(Set<Bytes> puts, List<KeyRange> deletes) {
        static Touched by(List<RequestOp> ops) {
            var touched = new Touched(new HashSet<>(), new ArrayList<>());
            for (var op : ops) {
                if (op instanceof DeleteRangeRequest delete) {
                    touched.deletes.add(delete.keys());
                }
            }
            for (var op : ops) {
                if (op instanceof TxnRequest nested) {
                    touched.addEither(by(nested.success()), by(nested.failure()));
                }
            }
            for (var op : ops) {
                if (op instanceof PutRequest put) {
                    touched.addPut(put.key());
                }
            }
            return touched;
        }

        private void addEither(Touched then, Touched otherwise) {
            then.puts.forEach(this::addPut);
            for (var key : otherwise.puts) {
                if (!then.puts.contains(key)) {
                    addPut(key);
                }
            }
            deletes.addAll(then.deletes);
            deletes.addAll(otherwise.deletes);
        }

        private void addPut(Bytes key) {
            boolean deleted = deletes.stream().anyMatch(range -> range.contains(key));
            if (deleted || !puts.add(key)) {
                throw EtcdException.of(Code.DUPLICATE_KEY);
            }
        }
    }
}
