package dev.mudi.etcd.raft;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.commit.Proposal;
import dev.mudi.etcd.replication.Member;
import dev.mudi.etcd.replication.Membership;
import dev.mudi.etcd.replication.Replica;
import dev.mudi.etcd.state.Settings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;

/**
 * Who the members are. The store's settings say it, with names and addresses; Ratis' own configuration follows: a member that
 * was added has a vote, or as a learner gets the log, from the moment on when it was started and has caught up.
 */
final class RatisMembership implements Membership {
    /** How far a learner may be behind the leader to be promoted, in entries. */
    private static final long IN_SYNC = 100;
    /** How often a change of the configuration that another one overtakes is made anew, and the pause before it. */
    private static final int RECONFIGURATIONS = 50;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final RatisLog log;
    private final Replica replica;
    private final Quorum quorum;
    private final int mostLearners;

    /** @param mostLearners that there may be at a time */
    RatisMembership(RatisLog log, Replica replica, int mostLearners) {
        this.mostLearners = mostLearners;
        this.log = log;
        this.replica = replica;
        this.quorum = new Quorum(log.options());
        log.admitBy(this::register);
    }

    @Override
    public long clusterId() {
        return RaftSettings.group(log.options().cluster()).getUuid().getMostSignificantBits();
    }

    @Override
    public long memberId() {
        return log.options().member();
    }

    @Override
    public List<Member> members() {
        return MemberRecord.all(await(replica.read()).settings());
    }

    private Member require(long id) {
        return members().stream()
                .filter(member -> member.id() == id)
                .findFirst()
                .orElseThrow(() -> EtcdException.of(Code.MEMBER_NOT_FOUND));
    }

    /** Someone wants to join: answers which of those it is that room was made for. */
    private CompletableFuture<Bytes> register(Bytes question) {
        var urls = Registration.peerUrls(question);
        return replica.read()
                .thenApply(state -> MemberRecord.all(state.settings()).stream()
                        .filter(member -> member.peerUrls().stream().anyMatch(urls::contains))
                        .findFirst()
                        .map(member -> Registration.answer(member.id(), member.learner()))
                        .orElseGet(() -> Registration.answer(0, false)));
    }

    /**
     * Writes down who this member is, unless that is known.
     *
     * @param initial those that begin the cluster, whose names are not known
     */
    void publish(Member own, List<Member> initial) {
        change(members -> {
            var changes = new ArrayList<Settings.Change>();
            var known =
                    members.stream().filter(member -> member.id() == own.id()).findFirst();
            var now = known.map(member -> member.named(own.name(), own.clientUrls()))
                    .orElse(own);
            if (known.filter(now::equals).isEmpty()) {
                changes.add(MemberRecord.set(now));
            }
            if (members.isEmpty()) {
                initial.stream()
                        .filter(member -> member.id() != own.id())
                        .forEach(member -> changes.add(MemberRecord.set(member)));
            }
            return changes;
        });
    }

    /**
     * Settles what all members must hold the same: what one of them has written down first counts for all.
     *
     * @return what counts
     */
    Bytes agree(Bytes name, Bytes ours) {
        while (true) {
            var settings = await(replica.read()).settings();
            var settled = settings.get(name);
            if (settled.isPresent()) {
                return settled.get();
            }
            var _ = await(replica.propose(
                    new Proposal.Configure(settings.revision(), List.of(Settings.Change.set(name, ours)))));
        }
    }

    /** Changes the members as they are at that moment: when another change came in between, the change is thought over. */
    private void change(Thought thought) {
        while (true) {
            var settings = await(replica.read()).settings();
            var changes = thought.on(MemberRecord.all(settings));
            if (changes.isEmpty()
                    || (Boolean) await(replica.propose(new Proposal.Configure(settings.revision(), changes)))) {
                return;
            }
        }
    }

    private interface Thought {
        List<Settings.Change> on(List<Member> members);
    }

    private static <A> A await(CompletableFuture<A> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof EtcdException refusal
                    ? refusal.again()
                    : EtcdException.of(Code.TIMEOUT, String.valueOf(e.getCause()));
        }
    }

    @Override
    public Member add(List<String> peerUrls, boolean learner) {
        checkUrls(peerUrls);
        var added =
                new Member(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE), "", peerUrls, List.of(), learner);
        change(members -> {
            if (members.stream().anyMatch(member -> member.peerUrls().stream().anyMatch(peerUrls::contains))) {
                throw EtcdException.of(Code.PEER_URL_EXISTS);
            }
            if (learner && members.stream().filter(Member::learner).count() >= mostLearners) {
                throw EtcdException.of(Code.TOO_MANY_LEARNERS);
            }
            return List.of(MemberRecord.set(added));
        });
        return added;
    }

    private static void checkUrls(List<String> urls) {
        if (urls.isEmpty() || !urls.stream().allMatch(RatisMembership::isUrl)) {
            throw EtcdException.of(Code.BAD_MEMBER_URLS);
        }
    }

    private static boolean isUrl(String text) {
        try {
            var url = URI.create(text);
            return url.getHost() != null
                    && url.getPort() > 0
                    && url.getPath().isEmpty()
                    && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    @Override
    public List<Member> remove(long id) {
        require(id);
        reconfigure(peers -> without(peers, id));
        change(_ -> List.of(MemberRecord.remove(id)));
        return members();
    }

    @Override
    public List<Member> update(long id, List<String> peerUrls) {
        checkUrls(peerUrls);
        var updated = require(id).at(peerUrls);
        change(members -> {
            if (members.stream()
                    .anyMatch(member ->
                            member.id() != id && member.peerUrls().stream().anyMatch(peerUrls::contains))) {
                throw EtcdException.of(Code.PEER_URL_EXISTS);
            }
            return List.of(MemberRecord.set(updated));
        });
        reconfigure(peers ->
                isIn(peers, id) ? with(without(peers, id), RaftSettings.peer(updated), updated.learner()) : peers);
        return members();
    }

    @Override
    public List<Member> promote(long id) {
        var learner = require(id);
        if (!learner.learner()) {
            throw EtcdException.of(Code.MEMBER_NOT_LEARNER);
        }
        if (!isInSync(id)) {
            throw EtcdException.of(Code.LEARNER_NOT_READY);
        }
        reconfigure(peers -> with(without(peers, id), RaftSettings.peer(learner.learning(false)), false));
        change(_ -> List.of(MemberRecord.set(learner.learning(false))));
        return members();
    }

    /** Only the leader knows how far the others are; another member asks for a promotion and learns by its failing. */
    private boolean isInSync(long id) {
        var division = log.division();
        if (division == null || !division.getInfo().isLeader()) {
            return true;
        }
        long committed = division.getRaftLog().getLastCommittedIndex();
        return division.getCommitInfos().stream()
                .filter(info ->
                        RaftSettings.member(RaftPeerId.valueOf(info.getServer().getId())) == id)
                .anyMatch(info -> committed - info.getCommitIndex() <= IN_SYNC);
    }

    @Override
    public void moveLeader(long id) {
        if (!log.leadership().own()) {
            throw EtcdException.of(Code.NOT_LEADER);
        }
        var member = members().stream().filter(other -> other.id() == id).findFirst();
        if (member.isEmpty() || member.get().learner()) {
            throw EtcdException.of(Code.BAD_LEADER_TRANSFEREE);
        }
        lead(id);
    }

    private void lead(long id) {
        try {
            quorum.moveLeader(peers().all(), RaftSettings.peerId(id));
        } catch (IOException e) {
            throw EtcdException.of(Code.TIMEOUT, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public long term() {
        return log.leadership().term();
    }

    @Override
    public Position position() {
        var leadership = log.leadership();
        var division = log.division();
        long applied = replica.machine().index();
        long committed = division == null ? applied : division.getRaftLog().getLastCommittedIndex() + 1;
        boolean learner = MemberRecord.all(replica.machine().state().settings()).stream()
                .anyMatch(member -> member.id() == memberId() && member.learner());
        return new Position(leadership.leader(), leadership.term(), committed, applied, learner);
    }

    /** Those that Ratis sends the log to. */
    record Peers(List<RaftPeer> voters, List<RaftPeer> listeners) {
        List<RaftPeer> all() {
            var all = new ArrayList<>(voters);
            all.addAll(listeners);
            return all;
        }
    }

    private Peers peers() {
        var division = log.division();
        if (division == null) {
            throw EtcdException.of(Code.NO_LEADER);
        }
        return peersOf(division);
    }

    static Peers peersOf(RaftServer.Division division) {
        var configuration = division.getRaftConf();
        return new Peers(
                List.copyOf(configuration.getCurrentPeers()),
                List.copyOf(configuration.getCurrentPeers(RaftPeerRole.LISTENER)));
    }

    private static boolean isIn(Peers peers, long id) {
        return peers.all().stream().anyMatch(peer -> RaftSettings.member(peer.getId()) == id);
    }

    private static Peers without(Peers peers, long id) {
        return new Peers(without(peers.voters, id), without(peers.listeners, id));
    }

    private static List<RaftPeer> without(List<RaftPeer> peers, long id) {
        return peers.stream()
                .filter(peer -> RaftSettings.member(peer.getId()) != id)
                .toList();
    }

    private static Peers with(Peers peers, RaftPeer added, boolean learner) {
        var grown = new ArrayList<>(learner ? peers.listeners : peers.voters);
        grown.add(added);
        return learner ? new Peers(peers.voters, grown) : new Peers(grown, peers.listeners);
    }

    /**
     * Changes whom Ratis sends the log to. What this member knows of the configuration may be behind the leader's, and the change
     * before may still be under way: then the change is made to what holds by now.
     */
    private void reconfigure(UnaryOperator<Peers> change) {
        for (int attempt = 1; ; attempt++) {
            var before = peers();
            var after = change.apply(before);
            if (after.equals(before)) {
                return;
            }
            try {
                quorum.set(before, after);
                return;
            } catch (IOException e) {
                if (attempt == RECONFIGURATIONS || !Quorum.isOvertaken(e)) {
                    throw EtcdException.of(Code.UNHEALTHY, String.valueOf(e.getMessage()));
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
