package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** etcd's service Lease. */
final class LeaseService {
    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;

    LeaseService(Etcd etcd, WireResponses wire, Callers callers) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
    }

    ServerServiceDefinition definition() {
        return new Service(Methods.LEASE_GRANT)
                .unary(Methods.LEASE_GRANT, this::grant)
                .unary(Methods.LEASE_REVOKE, this::revoke)
                .bidirectional(Methods.LEASE_KEEP_ALIVE, this::keepAlive)
                .unary(Methods.LEASE_TIME_TO_LIVE, this::timeToLive)
                .unary(Methods.LEASES, _ -> leases())
                .build();
    }

    private Wire.LeaseGrantResponse grant(Wire.LeaseGrantRequest request) {
        var granted = etcd.leaseGrant(request.getTTL(), request.getID());
        return Wire.LeaseGrantResponse.newBuilder()
                .setHeader(wire.header(granted.revision()))
                .setID(granted.id())
                .setTTL(granted.ttlSeconds())
                .build();
    }

    private Wire.LeaseRevokeResponse revoke(Wire.LeaseRevokeRequest request) {
        callers.access().lease(request.getID());
        long revision = etcd.leaseRevoke(request.getID(), callers.caller());
        return Wire.LeaseRevokeResponse.newBuilder()
                .setHeader(wire.header(revision))
                .build();
    }

    private StreamObserver<Wire.LeaseKeepAliveRequest> keepAlive(
            ServerCallStreamObserver<Wire.LeaseKeepAliveResponse> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(Wire.LeaseKeepAliveRequest request) {
                answers.onNext(renew(request.getID()));
            }

            @Override
            public void onError(Throwable t) {
                // The client is gone, and there is nothing to release.
            }

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        };
    }

    /**
     * An unknown lease is answered with a time to live of 0, and the revision is the one that this member is at, both as in etcd:
     * the leader is asked for the lease, and need not be for the revision.
     */
    private Wire.LeaseKeepAliveResponse renew(long id) {
        var response = Wire.LeaseKeepAliveResponse.newBuilder()
                .setHeader(wire.header(etcd.status().revision()))
                .setID(id);
        try {
            return response.setTTL(etcd.leaseKeepAlive(id)).build();
        } catch (EtcdException e) {
            if (e.code() != EtcdException.Code.LEASE_NOT_FOUND) {
                throw Refusals.status(e).asRuntimeException();
            }
            return response.setTTL(0).build();
        }
    }

    private Wire.LeaseTimeToLiveResponse timeToLive(Wire.LeaseTimeToLiveRequest request) {
        var left = etcd.leaseTimeToLive(request.getID(), request.getKeys());
        var access = callers.access();
        left.keys().forEach(key -> access.read(KeyRange.of(key)));
        return Wire.LeaseTimeToLiveResponse.newBuilder()
                .setHeader(wire.header(left.revision()))
                .setID(left.id())
                .setTTL(left.ttlSeconds())
                .setGrantedTTL(left.grantedTtlSeconds())
                .addAllKeys(left.keys().stream().map(WireResponses::bytes).toList())
                .build();
    }

    private Wire.LeaseLeasesResponse leases() {
        return Wire.LeaseLeasesResponse.newBuilder()
                .setHeader(wire.header(etcd.revision()))
                .addAllLeases(etcd.leases().stream()
                        .map(id -> Wire.LeaseStatus.newBuilder().setID(id).build())
                        .toList())
                .build();
    }
}
