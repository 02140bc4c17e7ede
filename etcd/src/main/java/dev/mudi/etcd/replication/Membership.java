package dev.mudi.etcd.replication;

import dev.mudi.etcd.EtcdException;
import java.util.List;

/**
 * The members of a store and how they are changed at run time; what etcd's service Cluster serves. Safe for several threads.
 * Changes go one after the other and return when they are done; each may throw {@link EtcdException}.
 */
public interface Membership {
    long clusterId();

    /** This member. */
    long memberId();

    List<Member> members();

    /**
     * Makes room for a member, which may then be started with its peer URLs.
     *
     * @throws EtcdException {@code PEER_URL_EXISTS}, {@code BAD_MEMBER_URLS}, {@code TOO_MANY_LEARNERS}, {@code UNHEALTHY}
     */
    Member add(List<String> peerUrls, boolean learner);

    /** @throws EtcdException {@code MEMBER_NOT_FOUND} */
    List<Member> remove(long id);

    /** Gives a member other peer URLs. */
    List<Member> update(long id, List<String> peerUrls);

    /** Gives a learner a vote. @throws EtcdException {@code MEMBER_NOT_FOUND}, {@code MEMBER_NOT_LEARNER}, {@code LEARNER_NOT_READY} */
    List<Member> promote(long id);

    /** Makes another member lead. @throws EtcdException {@code NOT_LEADER} when this one does not, {@code BAD_LEADER_TRANSFEREE} */
    void moveLeader(long id);

    /** How far this member is. */
    Position position();

    /** The term as this member knows it: what each answer tells, so cheap to ask. */
    default long term() {
        return position().term();
    }

    /**
     * How far a member is in the log.
     *
     * @param leader its identity, 0 for none
     * @param committed the newest index known to be in the log for good
     * @param applied the newest index that was applied here
     */
    record Position(long leader, long term, long committed, long applied, boolean learner) {}
}
