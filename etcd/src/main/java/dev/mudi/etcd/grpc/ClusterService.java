package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.ServerServiceDefinition;
import java.util.List;

/** etcd's service Cluster, for a cluster of one member. */
final class ClusterService {
    private final Etcd etcd;
    private final WireResponses wire;
    private final String name;
    private final List<String> clientUrls;

    ClusterService(Etcd etcd, WireResponses wire, String name, List<String> clientUrls) {
        this.etcd = etcd;
        this.wire = wire;
        this.name = name;
        this.clientUrls = clientUrls;
    }

    ServerServiceDefinition definition() {
        return new Service(Methods.MEMBER_LIST)
                .unary(Methods.MEMBER_LIST, _ -> members())
                .build();
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
