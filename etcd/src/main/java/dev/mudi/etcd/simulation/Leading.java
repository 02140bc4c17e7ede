package dev.mudi.etcd.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/** What a leader keeps while it leads in one term. */
final class Leading {
    static final Leading NOT = new Leading();

    private final Peer own;
    private final Cluster cluster;
    private final long first;
    private final Set<Long> proposals = new HashSet<>();
    private final Map<Integer, Long> matched = new HashMap<>();
    private final Map<Integer, Long> next = new HashMap<>();
    private final List<Round> rounds = new ArrayList<>();
    private long round;

    private record Round(long number, long index, Set<Integer> confirmed, LongConsumer answer) {}

    @SuppressWarnings("NullAway") // What stands for "does not lead" is asked for nothing but its first entry.
    private Leading() {
        own = null;
        cluster = null;
        first = Long.MAX_VALUE;
    }

    /** @param first entry of the term, which is the log's own */
    Leading(Peer own, Cluster cluster, long first) {
        this.own = own;
        this.cluster = cluster;
        this.first = first;
    }

    long first() {
        return first;
    }

    /** Whether this proposal has not come before. */
    boolean isNew(long proposal) {
        return proposals.add(proposal);
    }

    /** Sends everyone what it lacks, and to everyone who lacks nothing that there is a leader. */
    void replicate() {
        cluster.everyone().stream().filter(id -> id != own.member.id).forEach(this::replicate);
    }

    private void replicate(int to) {
        long from = next.getOrDefault(to, own.stored.last() + 1);
        if (from <= own.stored.base()) {
            var content = own.snapshotToSend();
            long term = own.member.term;
            long baseTerm = own.stored.baseTerm();
            cluster.send(own.member.id, to, peer -> peer.install(term, own.member.id, content, baseTerm));
            return;
        }
        var message = own.appendFrom(from);
        cluster.send(own.member.id, to, peer -> peer.receive(message));
    }

    void acknowledged(int from, long match) {
        matched.merge(from, match, Math::max);
        next.merge(from, match + 1, Math::max);
        long committed = own.committed();
        for (long index = own.stored.last(); index > committed && index >= first; index--) {
            if (cluster.isQuorum(own.member.term, has(index))) {
                cluster.committed(own, index);
                own.commit(index);
                break;
            }
        }
        if (own.leads() && from != own.member.id && match < own.stored.last()) {
            replicate(from);
        }
    }

    private Set<Integer> has(long index) {
        var has = new HashSet<Integer>();
        matched.forEach((id, match) -> {
            if (match >= index) {
                has.add(id);
            }
        });
        return has;
    }

    /** How far a member has the log for certain. */
    long matched(int id) {
        return matched.getOrDefault(id, 0L);
    }

    void missing(int from, long last) {
        next.put(from, Math.min(last, own.stored.last()) + 1);
        replicate(from);
    }

    /** Answers how far the log is, once it is certain that no one else leads. */
    void confirm(LongConsumer answer) {
        if (own.applied() < first) {
            // What was acknowledged in the terms before may not be known yet: asked again, it will be answered.
            return;
        }
        if (cluster.bug == Bug.STALE_READ) {
            answer.accept(own.committed());
            return;
        }
        var begun = new Round(++round, own.committed(), new HashSet<>(Set.of(own.member.id)), answer);
        rounds.add(begun);
        long term = own.member.term;
        for (int id : cluster.everyone()) {
            if (id != own.member.id) {
                cluster.send(own.member.id, id, peer -> peer.ping(term, own.member.id, begun.number));
            }
        }
        finish();
    }

    void confirmed(int from, long number) {
        rounds.stream().filter(one -> one.number == number).forEach(one -> one.confirmed.add(from));
        finish();
    }

    private void finish() {
        var done = rounds.stream()
                .filter(one -> cluster.isQuorum(own.member.term, one.confirmed))
                .toList();
        rounds.removeAll(done);
        done.forEach(one -> one.answer.accept(one.index));
    }
}
