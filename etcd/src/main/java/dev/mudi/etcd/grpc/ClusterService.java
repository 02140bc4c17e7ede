package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.ServerServiceDefinition;
import java.util.List;

/** etcd's service Cluster, for a cluster of one member. */
final class ClusterService {
    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;
    private final String name;
    private final List<String> clientUrls;

    ClusterService(Etcd etcd, WireResponses wire, Callers callers, String name, List<String> clientUrls) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
        this.name = name;
        this.clientUrls = clientUrls;
    }

    ServerServiceDefinition definition() {
        return new Service(Methods.MEMBER_LIST)
                .unary(Methods.MEMBER_LIST, _ -> members())
                .unary(Methods.MEMBER_ADD, _ -> {
                    callers.requireAdmin();
                    throw EtcdException.of(EtcdException.Code.NOT_CAPABLE);
                })
                .unary(Methods.MEMBER_REMOVE, request -> change(request.getID()))
                .unary(Methods.MEMBER_UPDATE, request -> change(request.getID()))
                .unary(Methods.MEMBER_PROMOTE, request -> change(request.getID()))
                .build();
    }

    /** The only member can neither go, nor move, nor be promoted. */
    private Wire.MembersResponse change(long member) {
        callers.requireAdmin();
        throw EtcdException.of(
                member == wire.memberId()
                        ? EtcdException.Code.NOT_ENOUGH_STARTED_MEMBERS
                        : EtcdException.Code.MEMBER_NOT_FOUND);
    }

    private Wire.MemberListResponse members() {
        return Wire.MemberListResponse.newBuilder()
                .setHeader(wire.header(etcd.revision()))
                .addMembers(Wire.Member.newBuilder()
                        .setID(wire.memberId())
                        .setName(name)
                        .addAllClientURLs(clientUrls))
                .build();
    }
}
