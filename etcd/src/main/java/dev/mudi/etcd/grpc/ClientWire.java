package dev.mudi.etcd.grpc;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.DeleteRangeResponse;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.PutResponse;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeRequest.Projection;
import dev.mudi.etcd.RangeRequest.SortOrder;
import dev.mudi.etcd.RangeRequest.SortTarget;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.ResponseOp;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.TxnResponse;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import java.util.List;
import java.util.Optional;

/** The client's side of the wire: requests as they go out, answers as they come in. */
final class ClientWire {
    private ClientWire() {}

    private static ByteString bytes(Bytes bytes) {
        return WireResponses.bytes(bytes);
    }

    static Wire.RangeRequest range(RangeRequest request) {
        return Wire.RangeRequest.newBuilder()
                .setKey(bytes(request.keys().key()))
                .setRangeEnd(bytes(request.keys().rangeEnd()))
                .setLimit(request.limit())
                .setRevision(request.revision())
                .setKeysOnly(request.projection() == Projection.KEYS_ONLY)
                .setCountOnly(request.projection() == Projection.COUNT_ONLY)
                .setSortTarget(target(request.sort().target()))
                .setSortOrder(order(request.sort().order()))
                .setMinModRevision(request.bounds().minMod())
                .setMaxModRevision(request.bounds().maxMod())
                .setMinCreateRevision(request.bounds().minCreate())
                .setMaxCreateRevision(request.bounds().maxCreate())
                .build();
    }

    private static Wire.RangeRequest.SortTarget target(SortTarget target) {
        return switch (target) {
            case KEY -> Wire.RangeRequest.SortTarget.KEY;
            case VERSION -> Wire.RangeRequest.SortTarget.VERSION;
            case CREATE_REVISION -> Wire.RangeRequest.SortTarget.CREATE;
            case MOD_REVISION -> Wire.RangeRequest.SortTarget.MOD;
            case VALUE -> Wire.RangeRequest.SortTarget.VALUE;
        };
    }

    private static Wire.RangeRequest.SortOrder order(SortOrder order) {
        return switch (order) {
            case NONE -> Wire.RangeRequest.SortOrder.NONE;
            case ASCENDING -> Wire.RangeRequest.SortOrder.ASCEND;
            case DESCENDING -> Wire.RangeRequest.SortOrder.DESCEND;
        };
    }

    private static Wire.PutRequest put(PutRequest request) {
        return Wire.PutRequest.newBuilder()
                .setKey(bytes(request.key()))
                .setValue(bytes(request.value()))
                .setLease(request.lease())
                .setPrevKv(request.prevKv())
                .setIgnoreValue(request.ignoreValue())
                .setIgnoreLease(request.ignoreLease())
                .build();
    }

    private static Wire.DeleteRangeRequest delete(DeleteRangeRequest request) {
        return Wire.DeleteRangeRequest.newBuilder()
                .setKey(bytes(request.keys().key()))
                .setRangeEnd(bytes(request.keys().rangeEnd()))
                .setPrevKv(request.prevKv())
                .build();
    }

    static Wire.TxnRequest txn(TxnRequest request) {
        return Wire.TxnRequest.newBuilder()
                .addAllCompare(
                        request.compares().stream().map(ClientWire::compare).toList())
                .addAllSuccess(request.success().stream().map(ClientWire::op).toList())
                .addAllFailure(request.failure().stream().map(ClientWire::op).toList())
                .build();
    }

    private static Wire.RequestOp op(RequestOp op) {
        var wire = Wire.RequestOp.newBuilder();
        return switch (op) {
            case RangeRequest range -> wire.setRequestRange(range(range)).build();
            case PutRequest put -> wire.setRequestPut(put(put)).build();
            case DeleteRangeRequest delete ->
                wire.setRequestDeleteRange(delete(delete)).build();
            case TxnRequest txn -> wire.setRequestTxn(txn(txn)).build();
        };
    }

    private static Wire.Compare compare(Compare compare) {
        var wire = Wire.Compare.newBuilder()
                .setKey(bytes(compare.keys().key()))
                .setRangeEnd(bytes(compare.keys().rangeEnd()))
                .setResult(
                        switch (compare.result()) {
                            case EQUAL -> Wire.Compare.CompareResult.EQUAL;
                            case NOT_EQUAL -> Wire.Compare.CompareResult.NOT_EQUAL;
                            case LESS -> Wire.Compare.CompareResult.LESS;
                            case GREATER -> Wire.Compare.CompareResult.GREATER;
                        });
        switch (compare.operand()) {
            case Compare.Version(var version) ->
                wire.setTarget(Wire.Compare.CompareTarget.VERSION).setVersion(version);
            case Compare.CreateRevision(var revision) ->
                wire.setTarget(Wire.Compare.CompareTarget.CREATE).setCreateRevision(revision);
            case Compare.ModRevision(var revision) ->
                wire.setTarget(Wire.Compare.CompareTarget.MOD).setModRevision(revision);
            case Compare.Lease(var lease) ->
                wire.setTarget(Wire.Compare.CompareTarget.LEASE).setLease(lease);
            case Compare.Value(var value) ->
                wire.setTarget(Wire.Compare.CompareTarget.VALUE).setValue(bytes(value));
        }
        return wire.build();
    }

    /** @param startRevision 0 for whatever comes */
    static Wire.WatchRequest watch(WatchRequest request, long startRevision) {
        var create = Wire.WatchCreateRequest.newBuilder()
                .setKey(bytes(request.keys().key()))
                .setRangeEnd(bytes(request.keys().rangeEnd()))
                .setStartRevision(startRevision)
                .setPrevKv(request.prevKv())
                .setProgressNotify(true);
        for (var filter : request.filters()) {
            create.addFilters(
                    switch (filter) {
                        case PUT -> Wire.WatchCreateRequest.FilterType.NOPUT;
                        case DELETE -> Wire.WatchCreateRequest.FilterType.NODELETE;
                    });
        }
        return Wire.WatchRequest.newBuilder().setCreateRequest(create).build();
    }

    static KeyValue kv(Wire.KeyValue wire) {
        return new KeyValue(
                WireRequests.bytes(wire.getKey()),
                WireRequests.bytes(wire.getValue()),
                wire.getCreateRevision(),
                wire.getModRevision(),
                wire.getVersion(),
                wire.getLease());
    }

    private static List<KeyValue> kvs(List<Wire.KeyValue> wire) {
        return wire.stream().map(ClientWire::kv).toList();
    }

    static RangeResponse range(Wire.RangeResponse wire) {
        return new RangeResponse(
                wire.getHeader().getRevision(), kvs(wire.getKvsList()), wire.getMore(), wire.getCount());
    }

    static TxnResponse txn(Wire.TxnResponse wire) {
        return new TxnResponse(
                wire.getHeader().getRevision(),
                wire.getSucceeded(),
                wire.getResponsesList().stream().map(ClientWire::op).toList());
    }

    private static ResponseOp op(Wire.ResponseOp wire) {
        return switch (wire.getResponseCase()) {
            case RESPONSE_RANGE -> range(wire.getResponseRange());
            case RESPONSE_PUT -> put(wire.getResponsePut());
            case RESPONSE_DELETE_RANGE -> delete(wire.getResponseDeleteRange());
            case RESPONSE_TXN -> txn(wire.getResponseTxn());
            case RESPONSE_NOT_SET -> throw new IllegalStateException("an answer within a transaction is empty");
        };
    }

    private static PutResponse put(Wire.PutResponse wire) {
        return new PutResponse(
                wire.getHeader().getRevision(),
                wire.hasPrevKv() ? Optional.of(kv(wire.getPrevKv())) : Optional.empty());
    }

    private static DeleteRangeResponse delete(Wire.DeleteRangeResponse wire) {
        return new DeleteRangeResponse(wire.getHeader().getRevision(), wire.getDeleted(), kvs(wire.getPrevKvsList()));
    }

    static WatchEvent event(Wire.Event wire) {
        return new WatchEvent(
                wire.getType() == Wire.Event.EventType.PUT ? WatchEvent.Type.PUT : WatchEvent.Type.DELETE,
                kv(wire.getKv()),
                wire.hasPrevKv() ? Optional.of(kv(wire.getPrevKv())) : Optional.empty());
    }
}
