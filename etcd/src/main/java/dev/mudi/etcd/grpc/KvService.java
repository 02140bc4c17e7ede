package dev.mudi.etcd.grpc;

import com.google.protobuf.Message;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.ServerServiceDefinition;

/** etcd's service KV. */
final class KvService {
    /** etcd's default of its flag {@code --max-request-bytes}. */
    static final int MAX_REQUEST_BYTES = 3 << 19;

    private final Etcd etcd;
    private final WireResponses wire;

    KvService(Etcd etcd, WireResponses wire) {
        this.etcd = etcd;
        this.wire = wire;
    }

    ServerServiceDefinition definition() {
        return new Service(Methods.RANGE)
                .unary(Methods.RANGE, request -> wire.range(etcd.range(WireRequests.range(request))))
                .unary(Methods.PUT, request -> wire.put(etcd.put(WireRequests.put(checkSize(request)))))
                .unary(Methods.DELETE_RANGE, request -> wire.delete(etcd.deleteRange(WireRequests.delete(request))))
                .unary(Methods.TXN, request -> wire.txn(etcd.txn(WireRequests.txn(checkSize(request)))))
                .unary(Methods.COMPACT, this::compact)
                .build();
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
