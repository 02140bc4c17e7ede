package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;

/** etcd's service Lock. */
final class LockService {
    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;

    LockService(Etcd etcd, WireResponses wire, Callers callers) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
    }

    ServerServiceDefinition definition() {
        return new Service(CoordinationMethods.LOCK)
                .unary(CoordinationMethods.LOCK, Refusals.withoutCode(this::lock))
                .unary(CoordinationMethods.UNLOCK, Refusals.withoutCode(this::unlock))
                .build();
    }

    /** Answers when the lock is held: until it is unlocked, or its lease ends. */
    private Wire.LockResponse lock(Wire.LockRequest request) {
        var candidacy = Candidacy.of(etcd, callers, WireRequests.bytes(request.getName()));
        var place = candidacy.enqueue(request.getLease(), Bytes.EMPTY);
        candidacy.awaitTurn(place);
        var held = etcd.range(RangeRequest.of(place.key()));
        if (held.kvs().isEmpty()) {
            throw Status.UNKNOWN.withDescription("mutex: session is expired").asRuntimeException();
        }
        return Wire.LockResponse.newBuilder()
                .setHeader(wire.header(held.revision()))
                .setKey(WireResponses.bytes(place.key()))
                .build();
    }

    private Wire.UnlockResponse unlock(Wire.UnlockRequest request) {
        var delete = callers.permitted(DeleteRangeRequest.of(WireRequests.bytes(request.getKey())));
        long revision = etcd.txn(TxnRequest.of(delete), callers.caller()).revision();
        return Wire.UnlockResponse.newBuilder().setHeader(wire.header(revision)).build();
    }
}
