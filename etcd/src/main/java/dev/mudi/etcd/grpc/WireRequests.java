package dev.mudi.etcd.grpc;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
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
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import java.util.HashSet;
import java.util.List;

/** Requests as they come over the wire, as the store understands them. */
final class WireRequests {
    private WireRequests() {}

    static Bytes bytes(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    static KeyRange range(ByteString key, ByteString rangeEnd) {
        return new KeyRange(bytes(key), bytes(rangeEnd));
    }

    static RangeRequest range(Wire.RangeRequest wire) {
        var projection = wire.getKeysOnly() ? Projection.KEYS_ONLY : Projection.KEY_AND_VALUE;
        return new RangeRequest(
                range(wire.getKey(), wire.getRangeEnd()),
                wire.getRevision(),
                wire.getLimit(),
                wire.getCountOnly() ? Projection.COUNT_ONLY : projection,
                new Sort(target(wire.getSortTarget()), order(wire.getSortOrder())),
                new RevisionBounds(
                        wire.getMinModRevision(),
                        wire.getMaxModRevision(),
                        wire.getMinCreateRevision(),
                        wire.getMaxCreateRevision()));
    }

    private static SortTarget target(Wire.RangeRequest.SortTarget wire) {
        return switch (wire) {
            case KEY -> SortTarget.KEY;
            case VERSION -> SortTarget.VERSION;
            case CREATE -> SortTarget.CREATE_REVISION;
            case MOD -> SortTarget.MOD_REVISION;
            case VALUE -> SortTarget.VALUE;
            case UNRECOGNIZED -> throw EtcdException.of(Code.INVALID_SORT_OPTION);
        };
    }

    private static SortOrder order(Wire.RangeRequest.SortOrder wire) {
        return switch (wire) {
            case NONE -> SortOrder.NONE;
            case ASCEND -> SortOrder.ASCENDING;
            case DESCEND -> SortOrder.DESCENDING;
            case UNRECOGNIZED -> throw EtcdException.of(Code.INVALID_SORT_OPTION);
        };
    }

    static PutRequest put(Wire.PutRequest wire) {
        return new PutRequest(
                bytes(wire.getKey()),
                bytes(wire.getValue()),
                wire.getLease(),
                wire.getPrevKv(),
                wire.getIgnoreValue(),
                wire.getIgnoreLease());
    }

    static DeleteRangeRequest delete(Wire.DeleteRangeRequest wire) {
        return new DeleteRangeRequest(range(wire.getKey(), wire.getRangeEnd()), wire.getPrevKv());
    }

    /** @param maxOps in a list of the transaction; of one within it, so many less as this one has */
    static TxnRequest txn(Wire.TxnRequest wire, int maxOps) {
        int most = Math.max(wire.getCompareCount(), Math.max(wire.getSuccessCount(), wire.getFailureCount()));
        if (most > maxOps) {
            throw EtcdException.of(Code.TOO_MANY_OPS);
        }
        int left = maxOps - most;
        return new TxnRequest(
                wire.getCompareList().stream().map(WireRequests::compare).toList(),
                ops(wire.getSuccessList(), left),
                ops(wire.getFailureList(), left));
    }

    private static List<RequestOp> ops(List<Wire.RequestOp> wire, int left) {
        return wire.stream().map(op -> op(op, left)).toList();
    }

    private static RequestOp op(Wire.RequestOp wire, int left) {
        return switch (wire.getRequestCase()) {
            case REQUEST_RANGE -> range(wire.getRequestRange());
            case REQUEST_PUT -> put(wire.getRequestPut());
            case REQUEST_DELETE_RANGE -> delete(wire.getRequestDeleteRange());
            case REQUEST_TXN -> txn(wire.getRequestTxn(), left);
            case REQUEST_NOT_SET -> throw EtcdException.of(Code.KEY_NOT_FOUND);
        };
    }

    private static Compare compare(Wire.Compare wire) {
        var result = switch (wire.getResult()) {
            case EQUAL, UNRECOGNIZED -> Compare.Result.EQUAL;
            case GREATER -> Compare.Result.GREATER;
            case LESS -> Compare.Result.LESS;
            case NOT_EQUAL -> Compare.Result.NOT_EQUAL;
        };
        // The target decides; a number that was given for another target counts as 0, as in etcd.
        Compare.Operand operand = switch (wire.getTarget()) {
            case VERSION, UNRECOGNIZED -> new Compare.Version(wire.getVersion());
            case CREATE -> new Compare.CreateRevision(wire.getCreateRevision());
            case MOD -> new Compare.ModRevision(wire.getModRevision());
            case VALUE -> new Compare.Value(bytes(wire.getValue()));
            case LEASE -> new Compare.Lease(wire.getLease());
        };
        return new Compare(range(wire.getKey(), wire.getRangeEnd()), result, operand);
    }

    static WatchRequest watch(Wire.WatchCreateRequest wire) {
        // An empty key means the first one there can be, and with it an empty end every key after it.
        var key = wire.getKey().isEmpty() ? ByteString.copyFrom(new byte[1]) : wire.getKey();
        var filters = new HashSet<WatchEvent.Type>();
        for (var filter : wire.getFiltersList()) {
            switch (filter) {
                case NOPUT -> filters.add(WatchEvent.Type.PUT);
                case NODELETE -> filters.add(WatchEvent.Type.DELETE);
                case UNRECOGNIZED -> {}
            }
        }
        return new WatchRequest(range(key, wire.getRangeEnd()), wire.getStartRevision(), wire.getPrevKv(), filters);
    }
}
