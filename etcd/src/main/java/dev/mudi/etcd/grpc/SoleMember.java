package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.replication.Member;
import dev.mudi.etcd.replication.Membership;
import java.util.List;

/** The only member of a store: it can neither go, nor move, nor be promoted, and there is no other. */
final class SoleMember implements Membership {
    /** It has led since it began. */
    private static final long TERM = 2;

    private final Etcd etcd;
    private final long cluster;
    private final Member member;

    SoleMember(Etcd etcd, long cluster, Member member) {
        this.etcd = etcd;
        this.cluster = cluster;
        this.member = member;
    }

    @Override
    public long clusterId() {
        return cluster;
    }

    @Override
    public long memberId() {
        return member.id();
    }

    @Override
    public List<Member> members() {
        return List.of(member);
    }

    @Override
    public Member add(List<String> peerUrls, boolean learner) {
        throw EtcdException.of(Code.NOT_CAPABLE);
    }

    @Override
    public List<Member> remove(long id) {
        throw refusal(id);
    }

    @Override
    public List<Member> update(long id, List<String> peerUrls) {
        throw refusal(id);
    }

    @Override
    public List<Member> promote(long id) {
        throw refusal(id);
    }

    private EtcdException refusal(long id) {
        return EtcdException.of(id == member.id() ? Code.NOT_ENOUGH_STARTED_MEMBERS : Code.MEMBER_NOT_FOUND);
    }

    @Override
    public void moveLeader(long id) {
        if (id != member.id()) {
            throw EtcdException.of(Code.BAD_LEADER_TRANSFEREE);
        }
    }

    @Override
    public long term() {
        return TERM;
    }

    @Override
    public Position position() {
        long revision = etcd.status().revision();
        return new Position(member.id(), TERM, revision, revision, false);
    }
}
