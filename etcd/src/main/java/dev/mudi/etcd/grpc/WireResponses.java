package dev.mudi.etcd.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.DeleteRangeResponse;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.PutResponse;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.ResponseOp;
import dev.mudi.etcd.TxnResponse;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.grpc.wire.Wire;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Answers as they go over the wire.
 *
 * @param clusterId in each header
 * @param memberId in each header
 * @param term asked for each header
 */
record WireResponses(long clusterId, long memberId, LongSupplier term) {

    Wire.ResponseHeader header(long revision) {
        return Wire.ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setMemberId(memberId)
                .setRevision(revision)
                .setRaftTerm(term.getAsLong())
                .build();
    }

    /** A header inside a transaction has only a revision. */
    private static Wire.ResponseHeader innerHeader(long revision) {
        return Wire.ResponseHeader.newBuilder().setRevision(revision).build();
    }

    /** Without a copy; neither side changes what it holds. */
    static ByteString bytes(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    static Wire.KeyValue kv(KeyValue kv) {
        return Wire.KeyValue.newBuilder()
                .setKey(bytes(kv.key()))
                .setValue(bytes(kv.value()))
                .setCreateRevision(kv.createRevision())
                .setModRevision(kv.modRevision())
                .setVersion(kv.version())
                .setLease(kv.lease())
                .build();
    }

    private static List<Wire.KeyValue> kvs(List<KeyValue> kvs) {
        return kvs.stream().map(WireResponses::kv).toList();
    }

    Wire.RangeResponse range(RangeResponse response) {
        return range(response, header(response.revision()));
    }

    private static Wire.RangeResponse range(RangeResponse response, Wire.ResponseHeader header) {
        return Wire.RangeResponse.newBuilder()
                .setHeader(header)
                .addAllKvs(kvs(response.kvs()))
                .setMore(response.more())
                .setCount(response.count())
                .build();
    }

    Wire.PutResponse put(PutResponse response) {
        return put(response, header(response.revision()));
    }

    private static Wire.PutResponse put(PutResponse response, Wire.ResponseHeader header) {
        var wire = Wire.PutResponse.newBuilder().setHeader(header);
        response.prevKv().ifPresent(before -> wire.setPrevKv(kv(before)));
        return wire.build();
    }

    Wire.DeleteRangeResponse delete(DeleteRangeResponse response) {
        return delete(response, header(response.revision()));
    }

    private static Wire.DeleteRangeResponse delete(DeleteRangeResponse response, Wire.ResponseHeader header) {
        return Wire.DeleteRangeResponse.newBuilder()
                .setHeader(header)
                .setDeleted(response.deleted())
                .addAllPrevKvs(kvs(response.prevKvs()))
                .build();
    }

    Wire.TxnResponse txn(TxnResponse response) {
        return txn(response, header(response.revision()));
    }

    private static Wire.TxnResponse txn(TxnResponse response, Wire.ResponseHeader header) {
        return Wire.TxnResponse.newBuilder()
                .setHeader(header)
                .setSucceeded(response.succeeded())
                .addAllResponses(
                        response.responses().stream().map(WireResponses::op).toList())
                .build();
    }

    private static Wire.ResponseOp op(ResponseOp op) {
        var header = innerHeader(op.revision());
        var wire = Wire.ResponseOp.newBuilder();
        return switch (op) {
            case RangeResponse range ->
                wire.setResponseRange(range(range, header)).build();
            case PutResponse put -> wire.setResponsePut(put(put, header)).build();
            case DeleteRangeResponse delete ->
                wire.setResponseDeleteRange(delete(delete, header)).build();
            // etcd leaves the header of a nested transaction empty.
            case TxnResponse txn ->
                wire.setResponseTxn(txn(txn, innerHeader(0))).build();
        };
    }

    static Wire.Event event(WatchEvent event) {
        var wire = Wire.Event.newBuilder()
                .setType(event.type() == WatchEvent.Type.PUT ? Wire.Event.EventType.PUT : Wire.Event.EventType.DELETE)
                .setKv(kv(event.kv()));
        event.prevKv().ifPresent(before -> wire.setPrevKv(kv(before)));
        return wire.build();
    }
}
