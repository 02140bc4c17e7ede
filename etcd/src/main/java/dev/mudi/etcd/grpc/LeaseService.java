package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.util.concurrent.Executor;

/** etcd's service Lease. */
final class LeaseService {
    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;
    private final Executor threads;

    /** @param threads for what waits */
    LeaseService(Etcd etcd, WireResponses wire, Callers callers, Executor threads) {
        this.threads = threads;
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
    }

    ServerServiceDefinition definition() {
        var service = new Service(Methods.LEASE_GRANT)
                .unary(Methods.LEASE_GRANT, this::grant)
                .unary(Methods.LEASE_REVOKE, this::revoke)
                .bidirectional(
                        Methods.LEASE_KEEP_ALIVE,
                        call -> new KeepAliveStream(
                                etcd, wire, callers, threads, ConnectionThread.current(threads), call))
                .unary(Methods.LEASE_TIME_TO_LIVE, this::timeToLive)
                .unary(Methods.LEASES, _ -> leases())
                .build();
        return ServerInterceptors.intercept(service, new ConnectionThread());
    }

    /** As {@link KvService#neverWaits}. */
    static boolean neverWaits(String method) {
        return method.equals(Methods.LEASE_KEEP_ALIVE.getFullMethodName());
    }

    private Wire.LeaseGrantResponse grant(Wire.LeaseGrantRequest request) {
        callers.requireSomeone();
        var granted = etcd.leaseGrant(request.getTTL(), request.getID());
        return Wire.LeaseGrantResponse.newBuilder()
                .setHeader(wire.header(granted.revision()))
                .setID(granted.id())
                .setTTL(granted.ttlSeconds())
                .build();
    }

    private Wire.LeaseRevokeResponse revoke(Wire.LeaseRevokeRequest request) {
        callers.requireSomeone();
        callers.access().lease(request.getID());
        long revision = etcd.leaseRevoke(request.getID(), callers.caller());
        return Wire.LeaseRevokeResponse.newBuilder()
                .setHeader(wire.header(revision))
                .build();
    }

    private Wire.LeaseTimeToLiveResponse timeToLive(Wire.LeaseTimeToLiveRequest request) {
        callers.requireSomeone();
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

    /** For those who may read every key on them: what others hang on a lease is told to no one by its number. */
    private Wire.LeaseLeasesResponse leases() {
        callers.requireSomeone();
        var ids = etcd.leases();
        if (etcd.auth().enabled()) {
            var access = callers.access();
            ids.forEach(id -> etcd.leaseTimeToLive(id, true).keys().forEach(key -> access.read(KeyRange.of(key))));
        }
        return Wire.LeaseLeasesResponse.newBuilder()
                .setHeader(wire.header(etcd.revision()))
                .addAllLeases(ids.stream()
                        .map(id -> Wire.LeaseStatus.newBuilder().setID(id).build())
                        .toList())
                .build();
    }
}
