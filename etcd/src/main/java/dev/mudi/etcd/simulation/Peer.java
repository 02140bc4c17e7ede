package dev.mudi.etcd.simulation;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.log.BlockReader;
import dev.mudi.etcd.log.BlockWriter;
import dev.mudi.etcd.replication.Leadership;
import dev.mudi.etcd.replication.LogListener;
import dev.mudi.etcd.replication.NotProposedException;
import dev.mudi.etcd.replication.OrderedLog;
import dev.mudi.etcd.replication.Replica;
import dev.mudi.etcd.replication.ReplicaOptions;
import dev.mudi.etcd.simulation.StoredLog.Stored;
import dev.mudi.etcd.state.Compaction;
import dev.mudi.etcd.state.LostValueException;
import dev.mudi.etcd.state.State;
import dev.mudi.etcd.state.StateEdit;
import dev.mudi.etcd.values.Places;
import dev.mudi.etcd.values.ValueFile;
import dev.mudi.etcd.values.Values;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The process of a member: the product's replica, and its end of the model of the ordered log. */
final class Peer implements OrderedLog {
    private static final int PER_MESSAGE = 8;
    private static final int SNAPSHOT_AFTER = 25;
    private static final long QUOTA = 1L << 30;
    private static final EtcdOptions.Retention RETENTION = new EtcdOptions.Retention(Duration.ZERO, 60);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    final Member member;
    final StoredLog stored;
    final Replica replica;
    private final Cluster cluster;
    private final World world;
    /** Null when they stay in memory. */
    private final @Nullable Values values;

    private LogListener listener;

    private Leading leading = Leading.NOT;
    private int leader;
    private long committed;
    private long applied;
    private long trimming;
    private boolean closed;
    private Leadership told = Leadership.UNKNOWN;

    /** @throws IOException when the disk is damaged */
    Peer(Member member, Cluster cluster) throws IOException {
        this.member = member;
        this.cluster = cluster;
        this.world = cluster.world;
        this.stored = new StoredLog(member.disk);
        var options = new ReplicaOptions(member.id, world.dice.nextLong(), member, RETENTION, QUOTA, PATIENCE);
        this.values = world.valuesOnDisk ? new Values(member.disk, 0) : null;
        this.replica = new Replica(options, this, (edit, state, _, bytes) -> {
            moveLater(edit, state, bytes);
            edit.compactions().forEach(this::trimLater);
        });
        this.listener = replica;
    }

    private void moveLater(StateEdit edit, State state, int bytes) {
        if (values == null) {
            return;
        }
        values.committed(edit, state, bytes);
        world.after(world.otherDice.nextLong(0, 20 * World.MILLI), () -> {
            if (!closed) {
                guarded(values::moveOne);
            }
        });
    }

    /** As upkeep does it: some time later, and the older first. */
    private void trimLater(Compaction compaction) {
        trimming = Math.max(trimming + 1, world.now() + world.between(0, 100 * World.MILLI));
        world.after(trimming - world.now(), () -> {
            if (!closed) {
                replica.prune(compaction.trim());
            }
        });
    }

    void begin() {
        start(replica);
        tick();
    }

    @Override
    public void start(LogListener to) {
        listener = to;
        var snapshot = stored.snapshot();
        if (snapshot != null) {
            guarded(() -> install(to, snapshot, stored.baseTerm()));
            applied = stored.base();
            committed = applied;
        }
    }

    /** @param snapshot the one that was stored last */
    private void install(LogListener to, SnapshotCodec.Content snapshot, long term) throws IOException {
        if (values == null) {
            to.install(copy(snapshot), term);
            return;
        }
        var home = ValueFile.open(member.disk, stored.snapshotName());
        var content = stored.readSnapshot(home);
        to.install(content, term);
        values.replaced(content.state(), home);
    }

    /** What another process would read of it: states share what compaction cuts. */
    private static SnapshotCodec.Content copy(SnapshotCodec.Content content) {
        try {
            var out = new ByteArrayOutputStream();
            var blocks = new BlockWriter(Channels.newChannel(out)::write);
            SnapshotCodec.write(content, blocks);
            blocks.finish();
            return SnapshotCodec.read(new BlockReader(new ByteArrayInputStream(out.toByteArray()), "a copy"));
        } catch (IOException e) {
            throw new IllegalStateException("a snapshot cannot be read back: " + e.getMessage(), e);
        }
    }

    private void tick() {
        if (closed) {
            return;
        }
        replica.tick();
        if (applied - stored.base() > SNAPSHOT_AFTER && world.chance(30)) {
            guarded(() -> {
                var state = replica.machine().state();
                var places = new Places();
                stored.snapshot(copy(new SnapshotCodec.Content(applied, state)), stored.termAt(applied), places);
                if (values != null) {
                    values.moveInto(state, places, member.disk, stored.snapshotName());
                }
                world.say(() -> "member " + member.id + " has a snapshot up to entry " + applied);
            });
        }
        world.after(world.between(200 * World.MILLI, 300 * World.MILLI), this::tick);
    }

    private interface DiskWork {
        void run() throws IOException;
    }

    /** Does something with the disk; answers whether it is done. */
    private boolean guarded(DiskWork work) {
        try {
            work.run();
            return true;
        } catch (PowerLoss _) {
            member.crash();
            return false;
        } catch (IOException | LostValueException e) {
            world.say(() -> "member " + member.id + " cannot write: " + e.getMessage());
            return false;
        }
    }

    long committed() {
        return committed;
    }

    long applied() {
        return applied;
    }

    boolean leads() {
        return leading != Leading.NOT && !closed;
    }

    /** Hears of a term and perhaps of who leads in it. */
    void observe(long term, int leaderOfIt) {
        if (term > member.term) {
            member.term = term;
            leader = 0;
            leading = Leading.NOT;
        }
        if (term == member.term && leaderOfIt != 0) {
            leader = leaderOfIt;
        }
        tellLeadership();
    }

    private void tellLeadership() {
        var now = leadership();
        if (!now.equals(told)) {
            told = now;
            listener.leadershipChanged(now);
        }
    }

    @Override
    public Leadership leadership() {
        return new Leadership(leader, member.term, leads() && applied >= leading.first());
    }

    void becomeLeader() {
        leader = member.id;
        leading = new Leading(this, cluster, stored.last() + 1);
        if (!appendOwn()) {
            leading = Leading.NOT;
        }
        tellLeadership();
    }

    /** Shows everyone that there is a leader. */
    void beat() {
        leading.replicate();
    }

    boolean hasCaughtUp(int id) {
        return leading.matched(id) >= committed && committed >= leading.first();
    }

    /** An entry that is the log's own. */
    boolean appendOwn() {
        return append(List.of(new Stored(stored.last() + 1, member.term, Bytes.EMPTY)));
    }

    /** Appends at the leader; answers whether it is on the disk. */
    private boolean append(List<Stored> entries) {
        long term = member.term;
        if (!guarded(() -> stored.append(entries))) {
            return false;
        }
        long last = stored.last();
        world.after(member.disk.latency(), () -> acknowledged(member.id, term, last));
        leading.replicate();
        return true;
    }

    void acknowledged(int from, long term, long match) {
        if (leads() && term == member.term) {
            leading.acknowledged(from, match);
        }
    }

    /** What a leader sends: entries that follow on one, and how far the log is good. */
    record Append(long term, int leader, long previous, long previousTerm, List<Stored> entries, long committed) {}

    Append appendFrom(long next) {
        return new Append(
                member.term, member.id, next - 1, stored.termAt(next - 1), stored.from(next, PER_MESSAGE), committed);
    }

    void receive(Append message) {
        if (closed || message.term < member.term) {
            return;
        }
        observe(message.term, message.leader);
        long previous = message.previous;
        if (previous > stored.base() && stored.termAt(previous) != message.previousTerm) {
            long hint = Math.min(stored.last(), previous - 1);
            cluster.send(member.id, message.leader, peer -> peer.missing(member.id, message.term, hint));
            return;
        }
        var news = message.entries.stream()
                .filter(entry -> entry.index() > stored.base() && stored.termAt(entry.index()) != entry.term())
                .toList();
        if (!news.isEmpty() && !guarded(() -> stored.append(news))) {
            return;
        }
        if (closed) {
            return;
        }
        long match = Math.max(stored.base(), previous + message.entries.size());
        world.after(
                member.disk.latency(),
                () -> cluster.send(
                        member.id, message.leader, peer -> peer.acknowledged(member.id, message.term, match)));
        commit(Math.min(message.committed, match));
    }

    /** Who cannot tell what an entry does must not go on; the next start makes the state anew. */
    private void apply(Stored entry) {
        try {
            listener.apply(entry.index(), entry.term(), entry.bytes());
        } catch (LostValueException e) {
            world.say(() -> "member " + member.id + " ends: " + e.getMessage());
            member.crash();
            world.after(World.MILLI, member::start);
        }
    }

    void missing(int from, long term, long last) {
        if (leads() && term == member.term) {
            leading.missing(from, last);
        }
    }

    /** Everything up to this entry is in the log for good. */
    void commit(long index) {
        committed = Math.max(committed, Math.min(index, stored.last()));
        while (applied < committed && !closed) {
            var entry = stored.at(applied + 1);
            applied++;
            if (entry.bytes().isEmpty()) {
                listener.advance(entry.index(), entry.term());
            } else {
                apply(entry);
            }
        }
        tellLeadership();
    }

    SnapshotCodec.Content snapshotToSend() {
        var snapshot = stored.snapshot();
        if (snapshot == null) {
            throw new IllegalStateException("nothing is missing before entry " + stored.base());
        }
        return copy(snapshot);
    }

    void install(long term, int from, SnapshotCodec.Content content, long baseTerm) {
        if (closed || term < member.term) {
            return;
        }
        observe(term, from);
        if (content.sequence() > applied) {
            // Delivered twice it must be the same twice.
            if (!guarded(() -> stored.snapshot(copy(content), baseTerm, _ -> {}))) {
                return;
            }
            world.say(() -> "member " + member.id + " installs a snapshot up to entry " + content.sequence());
            applied = content.sequence();
            committed = Math.max(committed, applied);
            guarded(() -> install(listener, content, baseTerm));
        }
        // What is applied is the same everywhere.
        long match = applied;
        cluster.send(member.id, from, peer -> peer.acknowledged(member.id, term, match));
    }

    @Override
    public CompletableFuture<Void> propose(Bytes entry) {
        int to = leader;
        if (to == 0) {
            return CompletableFuture.failedFuture(new NotProposedException("no leader"));
        }
        var done = new CompletableFuture<Void>();
        long number = world.dice.nextLong();
        cluster.send(member.id, to, peer -> peer.proposed(number, entry, member.id, done));
        return done;
    }

    private void proposed(long number, Bytes entry, int from, CompletableFuture<Void> done) {
        boolean wanted = leads() && (leading.isNew(number) || cluster.bug == Bug.APPLY_TWICE);
        boolean appended = wanted && append(List.of(new Stored(stored.last() + 1, member.term, entry)));
        // Of an entry that was being written when the power went, no one can say that it will never come into the log.
        if (!closed && (!leads() || (wanted && !appended))) {
            cluster.send(
                    member.id,
                    from,
                    _ -> done.completeExceptionally(
                            new NotProposedException("member " + member.id + " did not take it")));
        }
    }

    @Override
    public CompletableFuture<Long> readIndex() {
        var index = new CompletableFuture<Long>();
        cluster.send(member.id, leader, peer -> peer.readIndexFor(member.id, index));
        return index;
    }

    private void readIndexFor(int from, CompletableFuture<Long> index) {
        if (!leads()) {
            cluster.send(member.id, from, _ -> index.completeExceptionally(new NotProposedException("not the leader")));
            return;
        }
        leading.confirm(confirmed -> cluster.send(member.id, from, _ -> index.complete(confirmed)));
    }

    /** Another member asks whether this one follows it still. */
    void ping(long term, int from, long round) {
        if (!closed && term >= member.term) {
            observe(term, from);
            cluster.send(member.id, from, peer -> peer.pong(member.id, term, round));
        } else if (!closed) {
            long newer = member.term;
            cluster.send(member.id, from, peer -> peer.observe(newer, 0));
        }
    }

    private void pong(int from, long term, long round) {
        if (leads() && term == member.term) {
            leading.confirmed(from, round);
        }
    }

    @Override
    public CompletableFuture<Bytes> askLeader(Bytes question) {
        var answer = new CompletableFuture<Bytes>();
        cluster.send(member.id, leader, peer -> peer.asked(question, member.id, answer));
        return answer;
    }

    private void asked(Bytes question, int from, CompletableFuture<Bytes> answer) {
        var _ = listener.answer(question)
                .whenComplete((said, failure) -> cluster.send(member.id, from, _ -> {
                    if (failure != null) {
                        answer.completeExceptionally(failure);
                    } else {
                        answer.complete(said);
                    }
                }));
    }

    @Override
    public void close() {
        closed = true;
        leading = Leading.NOT;
        replica.stop();
    }
}
