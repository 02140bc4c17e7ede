package dev.mudi.etcd.simulation;

import dev.mudi.etcd.replication.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members, what connects them, and who votes. Elections are held by an all-knowing eye: whoever is connected with a
 * majority and has no less on its disk than anyone of it may be elected, and that majority then hears of the new term.
 */
final class Cluster {
    private static final int FIRST_MEMBERS = 3;
    private static final long HEARTBEAT = 50 * World.MILLI;
    private static final long WATCHFUL = 100 * World.MILLI;

    final World world;
    final Bug bug;
    final Network network;
    final Truth truth;
    private final Map<Integer, Member> members = new TreeMap<>();
    private Set<Integer> voters = new HashSet<>();
    /** Who voted when a term ended, and who was to vote next; as many as there are terms in a run. */
    private final Map<Long, List<Set<Integer>>> votersOf = new HashMap<>();

    /** Those who will vote when {@link #changeEntry} is committed, which takes a majority of both. */
    private @Nullable Set<Integer> nextVoters;

    private long changeEntry;
    private long term;
    private long leaderless;
    private boolean ruined;

    Cluster(World world, Bug bug) {
        this.world = world;
        this.bug = bug;
        this.network = new Network(world);
        this.truth = new Truth();
        for (int i = 0; i < FIRST_MEMBERS; i++) {
            voters.add(add().id);
        }
    }

    void start() {
        members.values().forEach(Member::start);
        watchOver();
        beat();
    }

    private Member add() {
        int id = members.size() + 1;
        var member = new Member(id, world, this, new SimulatedDisk(world, bug == Bug.ACK_BEFORE_FSYNC));
        members.put(id, member);
        return member;
    }

    /** Those that take part, the damaged left out. */
    List<Member> members() {
        return members.values().stream()
                .filter(member -> !member.lost || voters.contains(member.id))
                .toList();
    }

    /** The processes that run. */
    List<Peer> peers() {
        var running = new ArrayList<Peer>();
        for (var member : members.values()) {
            var peer = member.peer();
            if (peer != null) {
                running.add(peer);
            }
        }
        return running;
    }

    Collection<Integer> everyone() {
        return members.keySet();
    }

    /** Delivers to the process that runs on a member then, if there is one. */
    void send(int from, int to, Consumer<Peer> delivery) {
        network.send(from, to, () -> {
            var member = members.get(to);
            var peer = member == null ? null : member.peer();
            if (peer != null) {
                delivery.accept(peer);
            }
        });
    }

    private boolean isQuorum(Set<Integer> some) {
        return isQuorum(term, some);
    }

    /** Whether these are enough for the leader of a term: one that is not any more knows of no voters that came later. */
    boolean isQuorum(long ofTerm, Set<Integer> some) {
        var known = ofTerm == term ? List.of(voters, nextVoters == null ? voters : nextVoters) : votersOf.get(ofTerm);
        return known != null && known.stream().allMatch(of -> isMajority(some, of));
    }

    private static boolean isMajority(Set<Integer> some, Set<Integer> of) {
        return of.stream().filter(some::contains).count() * 2 > of.size();
    }

    /** A leader knows that everything up to this entry is on a majority of the disks. */
    void committed(Peer leader, long upTo) {
        for (long index = Math.max(truth.last(), leader.stored.base()) + 1; index <= upTo; index++) {
            var entry = leader.stored.at(index);
            world.say(() -> "for good: " + describe(entry));
            truth.commit(entry);
        }
        if (leader.stored.base() < truth.last()) {
            truth.confirm(leader.stored.from(leader.stored.base() + 1, (int) (upTo - leader.stored.base())));
        }
        if (nextVoters != null && leader.member.term == term && upTo >= changeEntry) {
            voters = nextVoters;
            nextVoters = null;
            world.say(() -> "the voters are " + voters);
        }
    }

    private static String describe(StoredLog.Stored stored) {
        var place = "entry " + stored.index() + " of term " + stored.term();
        if (stored.bytes().isEmpty()) {
            return place + ", the log's own";
        }
        var entry = Entry.decode(stored.bytes());
        return place + " (number " + entry.sequence() + " of " + Long.toHexString(entry.proposer()) + " for term "
                + entry.term() + "): " + entry.proposals();
    }

    private void beat() {
        peers().stream().filter(Peer::leads).forEach(Peer::beat);
        world.after(HEARTBEAT, this::beat);
    }

    private void watchOver() {
        boolean led = peers().stream()
                .anyMatch(peer -> peer.leads() && peer.member.term == term && isQuorum(connected(peer)));
        leaderless = led ? 0 : leaderless + WATCHFUL;
        if (leaderless >= world.between(3, 6) * WATCHFUL) {
            elect();
        }
        replaceTheLost();
        world.after(WATCHFUL, this::watchOver);
    }

    /** The members that run and hear this one, and are heard by it. */
    private Set<Integer> connected(Peer peer) {
        var connected = new HashSet<Integer>();
        for (var other : peers()) {
            if (network.passesBothWays(peer.member.id, other.member.id)) {
                connected.add(other.member.id);
            }
        }
        return connected;
    }

    /** Elects someone, if anyone can be. */
    void elect() {
        var candidates = peers().stream()
                .filter(peer -> voters.contains(peer.member.id) && isQuorum(connected(peer)))
                .filter(this::isNoLessThanItsVoters)
                .toList();
        if (candidates.isEmpty()) {
            return;
        }
        leaderless = 0;
        votersOf.put(term, List.of(voters, nextVoters == null ? voters : nextVoters));
        nextVoters = null;
        term++;
        var elected = world.any(candidates);
        int id = elected.member.id;
        world.say(() -> "member " + id + " leads in term " + term);
        for (var peer : peers()) {
            if (network.passesBothWays(id, peer.member.id)) {
                peer.observe(term, id);
            }
        }
        elected.becomeLeader();
    }

    private boolean isNoLessThanItsVoters(Peer candidate) {
        var electors = connected(candidate);
        return peers().stream()
                .filter(peer -> electors.contains(peer.member.id) && mayVote(peer.member.id))
                .allMatch(peer -> candidate.stored.lastTerm() > peer.stored.lastTerm()
                        || (candidate.stored.lastTerm() == peer.stored.lastTerm()
                                && candidate.stored.last() >= peer.stored.last()));
    }

    private boolean mayVote(int id) {
        return voters.contains(id) || (nextVoters != null && nextVoters.contains(id));
    }

    private void replaceTheLost() {
        var lost = members.values().stream()
                .filter(member -> member.lost && voters.contains(member.id))
                .findFirst();
        if (lost.isPresent()) {
            replace(lost.get().id);
        }
    }

    /** Whether a disk may be ruined: only one in a run, for what is on a majority must not be lost with it. */
    boolean mayRuinOne() {
        boolean may = !ruined && canReplaceOne();
        ruined |= may;
        return may;
    }

    /** Whether no one is being replaced, nor has to be. */
    boolean canReplaceOne() {
        return nextVoters == null
                && members.values().stream().noneMatch(member -> member.lost && voters.contains(member.id))
                && members.size() < 8;
    }

    /** Puts a new member in the place of one: first it learns what there is, and then it votes instead. */
    void replace(int old) {
        if (nextVoters != null || !voters.contains(old)) {
            return;
        }
        var fresh = members.values().stream()
                .filter(member -> !voters.contains(member.id) && !member.lost)
                .findFirst()
                .orElseGet(this::addAndStart);
        for (var leader : peers()) {
            boolean caughtUp = leader.leads()
                    && leader.member.term == term
                    && leader.member.id != old
                    && leader.hasCaughtUp(fresh.id);
            if (caughtUp) {
                var changed = new HashSet<>(voters);
                changed.remove(old);
                changed.add(fresh.id);
                nextVoters = changed;
                changeEntry = leader.stored.last() + 1;
                world.say(() -> "member " + fresh.id + " is to vote in the place of member " + old);
                if (!leader.appendOwn()) {
                    nextVoters = null;
                }
                return;
            }
        }
    }

    private Member addAndStart() {
        var member = add();
        world.say(() -> "member " + member.id + " is new");
        member.start();
        return member;
    }
}
