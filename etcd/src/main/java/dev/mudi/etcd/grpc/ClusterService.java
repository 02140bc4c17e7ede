package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.grpc.wire.Wire;
import dev.mudi.etcd.replication.Member;
import dev.mudi.etcd.replication.Membership;
import io.grpc.ServerServiceDefinition;
import java.util.List;

/** etcd's service Cluster. */
final class ClusterService {
    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;
    private final Membership membership;

    ClusterService(Etcd etcd, WireResponses wire, Callers callers, Membership membership) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
        this.membership = membership;
    }

    ServerServiceDefinition definition() {
        return new Service(Methods.MEMBER_LIST)
                .unary(Methods.MEMBER_LIST, _ -> members())
                .unary(Methods.MEMBER_ADD, this::add)
                .unary(Methods.MEMBER_REMOVE, request -> {
                    callers.requireAdmin();
                    return changed(membership.remove(request.getID()));
                })
                .unary(Methods.MEMBER_UPDATE, request -> {
                    callers.requireAdmin();
                    return changed(membership.update(request.getID(), request.getPeerURLsList()));
                })
                .unary(Methods.MEMBER_PROMOTE, request -> {
                    callers.requireAdmin();
                    return changed(membership.promote(request.getID()));
                })
                .build();
    }

    private Wire.MemberAddResponse add(Wire.MemberAddRequest request) {
        callers.requireAdmin();
        var added = membership.add(request.getPeerURLsList(), request.getIsLearner());
        return Wire.MemberAddResponse.newBuilder()
                .setHeader(wire.header(etcd.revision()))
                .setMember(wire(added))
                .addAllMembers(wire(membership.members()))
                .build();
    }

    private Wire.MembersResponse changed(List<Member> members) {
        return Wire.MembersResponse.newBuilder()
                .setHeader(wire.header(etcd.revision()))
                .addAllMembers(wire(members))
                .build();
    }

    private Wire.MemberListResponse members() {
        callers.requireSomeone();
        return Wire.MemberListResponse.newBuilder()
                .setHeader(wire.header(etcd.revision()))
                .addAllMembers(wire(membership.members()))
                .build();
    }

    private static List<Wire.Member> wire(List<Member> members) {
        return members.stream().map(ClusterService::wire).toList();
    }

    private static Wire.Member wire(Member member) {
        return Wire.Member.newBuilder()
                .setID(member.id())
                .setName(member.name())
                .addAllPeerURLs(member.peerUrls())
                .addAllClientURLs(member.clientUrls())
                .setIsLearner(member.learner())
                .build();
    }
}
