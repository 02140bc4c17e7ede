package dev.mudi.etcd.grpc;

import com.google.protobuf.Message;
import dev.mudi.etcd.DeleteRangeResponse;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.PutResponse;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.ResponseOp;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.ServerServiceDefinition;

/** etcd's service KV. */
final class KvService {
    /** etcd's default of its flag {@code --max-request-bytes}. */
    static final int MAX_REQUEST_BYTES = 3 << 19;

    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;
    private final Metrics metrics;

    KvService(Etcd etcd, WireResponses wire, Callers callers, Metrics metrics) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
        this.metrics = metrics;
    }

    ServerServiceDefinition definition() {
        return new Service(Methods.RANGE)
                .unary(Methods.RANGE, this::range)
                .unary(Methods.PUT, this::put)
                .unary(Methods.DELETE_RANGE, this::delete)
                .unary(Methods.TXN, this::txn)
                .unary(Methods.COMPACT, this::compact)
                .build();
    }

    private Wire.RangeResponse range(Wire.RangeRequest request) {
        var permitted = callers.permitted(WireRequests.range(request));
        return wire.range(
                metrics.counted(request.getSerializable() ? etcd.serializableRange(permitted) : etcd.range(permitted)));
    }

    private Wire.PutResponse put(Wire.PutRequest request) {
        return wire.put((PutResponse) alone(WireRequests.put(checkSize(request))));
    }

    private Wire.DeleteRangeResponse delete(Wire.DeleteRangeRequest request) {
        return wire.delete((DeleteRangeResponse) alone(WireRequests.delete(request)));
    }

    /** Runs one operation. What the caller may is seen now, and again when it is done: by then it may be another. */
    private ResponseOp alone(RequestOp op) {
        var answer = etcd.txn(TxnRequest.of(callers.permitted(op)), callers.caller());
        return metrics.counted(answer.responses().getFirst());
    }

    private Wire.TxnResponse txn(Wire.TxnRequest request) {
        return wire.txn(
                metrics.counted(etcd.txn(callers.permitted(WireRequests.txn(checkSize(request))), callers.caller())));
    }

    private static <Q extends Message> Q checkSize(Q request) {
        if (request.getSerializedSize() > MAX_REQUEST_BYTES) {
            throw EtcdException.of(EtcdException.Code.REQUEST_TOO_LARGE);
        }
        return request;
    }

    private Wire.CompactionResponse compact(Wire.CompactionRequest request) {
        long revision = etcd.compact(request.getRevision()).revision();
        return Wire.CompactionResponse.newBuilder()
                .setHeader(wire.header(revision))
                .build();
    }
}
