package dev.mudi.etcd.raft;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.commit.Upkeep;
import dev.mudi.etcd.replication.Leadership;
import dev.mudi.etcd.replication.LogListener;
import dev.mudi.etcd.replication.NotProposedException;
import dev.mudi.etcd.replication.OrderedLog;
import dev.mudi.etcd.values.ValueFile;
import dev.mudi.etcd.values.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log by Apache Ratis. When its files cannot be written, because the disk is full or fails, this member's server ends, the
 * others go on, and it is started again when there is room; meanwhile the replica keeps what it has.
 */
final class RatisLog implements OrderedLog, Upkeep.Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(RatisLog.class);
    /** With less room than this a server is not started again. */
    private static final long ROOM_BYTES = 24L << 20;

    private static final long RETRY_SECONDS = 1;
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final long SNAPSHOT_MILLIS = 10_000;

    private final RaftOptions options;
    private final Values values;
    private final RaftGroupId group;
    private final RaftPeerId self;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final RaftClientRpc rpc;
    /** Leadership is told from a thread of its own, since what hears of it proposes; and servers are started anew on it. */
    private final ExecutorService teller = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("etcd-raft-", 0).factory());

    /** Ratis completes futures under its locks: whoever waits for one hears of it here. */
    private final ExecutorService answers = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("etcd-raft-answers-", 0).factory());

    /** Closes broken connections to others, of which each has one at most in its queue. */
    private final ExecutorService connections = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("etcd-raft-connections-", 0).factory());

    private final Set<RaftPeerId> reconnecting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Running running;
    private volatile @Nullable Leading lastLeading;
    private volatile Function<Bytes, CompletableFuture<Bytes>> registry =
            _ -> CompletableFuture.failedFuture(new IOException("this member admits no one"));

    /** Who leads, by Ratis' name and by ours. */
    private record Leading(RaftPeerId peer, Leadership leadership) {}

    /** A server and what it stands for. */
    private record Running(RaftServer server, RaftServer.Division division, RatisMachine machine) {}

    /** @param values of the replica */
    RatisLog(RaftOptions options, Values values) {
        this.options = options;
        this.values = values;
        this.group = RaftSettings.group(options.cluster());
        this.self = RaftSettings.peerId(options.member());
        this.rpc = new GrpcFactory(RaftSettings.parameters(options))
                .newRaftClientRpc(client, RaftSettings.properties(options));
        options.bootstrap().forEach(member -> rpc.addRaftPeers(RaftSettings.peer(member)));
    }

    /** @param newRegistry answers those who want to become members */
    void admitBy(Function<Bytes, CompletableFuture<Bytes>> newRegistry) {
        registry = newRegistry;
    }

    @Override
    public void start(LogListener listener) throws IOException {
        run(new Told(listener));
    }

    private void run(Told told) throws IOException {
        var machine = new RatisMachine(told);
        var peers = options.bootstrap().stream().map(RaftSettings::peer).toList();
        var parameters = RaftSettings.parameters(options);
        var gate = new AppendGate();
        gate.addTo(parameters);
        var server = RaftServer.newBuilder()
                .setServerId(self)
                .setGroup(RaftGroup.valueOf(group, peers))
                .setStateMachine(machine)
                .setProperties(RaftSettings.properties(options))
                .setParameters(parameters)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .build();
        try {
            var division = server.getDivision(group);
            gate.of(division);
            server.start();
            running = new Running(server, division, machine);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        told.leadership();
    }

    @Override
    public CompletableFuture<Void> propose(Bytes entry) {
        var now = running;
        var leader = now == null ? null : now.division.getInfo().getLeaderId();
        if (now == null || leader == null) {
            return CompletableFuture.failedFuture(new NotProposedException("no leader is known"));
        }
        return send(now, leader, RatisMachine.message(entry), RaftClientRequest.writeRequestType())
                .thenCompose(reply -> reply.isSuccess()
                        ? CompletableFuture.completedFuture(reply)
                        : onOwnThread(CompletableFuture.completedFuture(reply)))
                .thenAccept(RatisLog::requireProposed);
    }

    /** What is not certain to be refused may be in the log. */
    private static void requireProposed(RaftClientReply reply) {
        var refusal = reply.getException();
        if (refusal instanceof LeaderNotReadyException || refusal instanceof LeaderSteppingDownException) {
            throw new CompletionException(new NotProposedException(String.valueOf(refusal.getMessage())));
        }
    }

    private CompletableFuture<RaftClientReply> send(
            Running now, RaftPeerId to, Message message, RaftClientRequest.Type type) {
        var request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(to)
                .setGroupId(group)
                .setCallId(calls.incrementAndGet())
                .setMessage(message)
                .setType(type)
                .build();
        try {
            if (to.equals(self)) {
                return submit(now, request);
            }
            rpc.addRaftPeers(now.division.getRaftConf().getAllPeers());
            return rpc.sendRequestAsyncUnordered(request).whenComplete((_, failure) -> reconnect(to, failure));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The server as a whole would give the request to a thread of its own, and wait until that has given it to the member. */
    private static CompletableFuture<RaftClientReply> submit(Running now, RaftClientRequest request)
            throws IOException {
        return now.division instanceof RaftClientAsynchronousProtocol member
                ? member.submitClientRequestAsync(request)
                : now.server.submitClientRequestAsync(request);
    }

    private <A> CompletableFuture<A> onOwnThread(CompletableFuture<A> future) {
        return future.whenCompleteAsync((_, _) -> {}, answers);
    }

    /** Ratis waits for seconds until a connection to a member that hangs is closed, and fails requests on its only timer. */
    private void reconnect(RaftPeerId peer, @Nullable Throwable failure) {
        if (failure != null && closing.getCount() > 0 && reconnecting.add(peer)) {
            try {
                connections.execute(() -> {
                    reconnecting.remove(peer);
                    rpc.handleException(peer, failure, true);
                });
            } catch (RejectedExecutionException e) {
                LOG.atDebug().setMessage("closed meanwhile").setCause(e).log();
            }
        }
    }

    @Override
    public CompletableFuture<Long> readIndex() {
        var now = running;
        if (now == null) {
            return CompletableFuture.failedFuture(new IOException("the log is not open"));
        }
        // Ratis waits for acknowledgements, and a learner's does not count for it: who has the only vote needs none.
        if (leadership().own() && now.division.getRaftConf().getCurrentPeers().size() == 1) {
            return CompletableFuture.completedFuture(now.division.getRaftLog().getLastCommittedIndex() + 1);
        }
        // The answer comes when this member has applied what was in the log.
        return onOwnThread(send(now, self, Message.EMPTY, RaftClientRequest.readRequestType()))
                .thenApply(reply -> succeeded(reply) ? now.machine.applied() : -1);
    }

    private static boolean succeeded(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw new IllegalStateException(String.valueOf(reply.getException()));
        }
        return true;
    }

    @Override
    public CompletableFuture<Bytes> askLeader(Bytes question) {
        var now = running;
        var leader = now == null ? null : now.division.getInfo().getLeaderId();
        if (now == null || leader == null) {
            return CompletableFuture.failedFuture(new IOException("no leader is known"));
        }
        return ask(now, leader, question);
    }

    private CompletableFuture<Bytes> ask(Running now, RaftPeerId leader, Bytes question) {
        return onOwnThread(send(now, leader, RatisMachine.message(question), RaftClientRequest.readRequestType(true)))
                .thenApply(reply -> {
                    succeeded(reply);
                    return Bytes.wrap(reply.getMessage().getContent().toByteArray());
                });
    }

    @Override
    public Leadership leadership() {
        var now = running;
        if (now == null) {
            return Leadership.UNKNOWN;
        }
        var info = now.division.getInfo();
        var leader = info.getLeaderId();
        long term = info.getCurrentTerm();
        boolean own = self.equals(leader);
        if (leader == null || (own && !info.isLeaderReady())) {
            return new Leadership(0, term, false);
        }
        return leading(leader, term, own);
    }

    /** It is asked for with each proposal, and changes with an election: the text of an identity is read once in a term. */
    private Leadership leading(RaftPeerId leader, long term, boolean own) {
        var last = lastLeading;
        if (last == null
                || !last.peer.equals(leader)
                || last.leadership.term() != term
                || last.leadership.own() != own) {
            last = new Leading(leader, new Leadership(RaftSettings.member(leader), term, own));
            lastLeading = last;
        }
        return last.leadership;
    }

    /** The server's own view of the members and the log; empty while there is no server. */
    RaftServer.@Nullable Division division() {
        var now = running;
        return now == null ? null : now.division;
    }

    RaftOptions options() {
        return options;
    }

    @Override
    public long put(SnapshotCodec.Content content) throws IOException {
        var now = running;
        var at = now == null ? null : now.division.getRaftLog().getTermIndex(content.sequence() - 1);
        if (now == null || at == null) {
            throw new IOException("the log does not know entry " + content.sequence() + " any more");
        }
        long bytes = now.machine.write(at, content, values);
        now.machine.useNewest();
        // Lets the log go that the snapshot makes superfluous.
        var _ = now.server.snapshotManagementAsync(
                SnapshotManagementRequest.newCreate(client, self, group, calls.incrementAndGet(), SNAPSHOT_MILLIS, 1));
        return bytes;
    }

    private void recover(Told told, Throwable cause) {
        LOG.atError()
                .setMessage("the log cannot be written; this member waits until it can")
                .addKeyValue("directory", options.directory())
                .addKeyValue("cause", cause.toString())
                .log();
        startAnew(told);
    }

    private void startAnew(Told told) {
        var broken = running;
        running = null;
        if (broken != null) {
            closeServer(broken.server);
        }
        told.listener.leadershipChanged(Leadership.UNKNOWN);
        try {
            while (!closing.await(RETRY_SECONDS, TimeUnit.SECONDS)) {
                if (restarted(told)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean restarted(Told told) {
        try {
            if (Files.getFileStore(options.directory()).getUsableSpace() < ROOM_BYTES) {
                return false;
            }
            failed.set(false);
            run(told);
            LOG.atInfo().setMessage("the log can be written again").log();
            return true;
        } catch (IOException | RuntimeException e) {
            failed.set(true);
            LOG.atWarn()
                    .setMessage("the log cannot be opened yet")
                    .addKeyValue("cause", e.toString())
                    .log();
            return false;
        }
    }

    /** A server that never ran may wait for a day for what never comes; it holds nothing by then. */
    private static void closeServer(RaftServer server) {
        var closer = Thread.ofPlatform().daemon().name("etcd-raft-close").start(() -> {
            try {
                server.close();
            } catch (IOException | RuntimeException e) {
                LOG.atWarn()
                        .setMessage("the server of the log did not close well")
                        .addKeyValue("cause", e.toString())
                        .log();
            }
        });
        try {
            if (!closer.join(CLOSE)) {
                LOG.atWarn()
                        .setMessage("the server of the log takes long to close; going on without it")
                        .log();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (closing.getCount() == 0) {
            return;
        }
        closing.countDown();
        teller.shutdown();
        connections.shutdown();
        var last = running;
        running = null;
        if (last != null) {
            closeServer(last.server);
        }
        try {
            rpc.close();
        } catch (IOException e) {
            LOG.atDebug()
                    .setMessage("a connection did not close well")
                    .setCause(e)
                    .log();
        }
        teller.close();
        answers.close();
        connections.close();
    }

    /** Passes on what Ratis tells. */
    private final class Told implements RatisMachine.Events {
        private final LogListener listener;
        private volatile long applied;
        private volatile boolean learner;

        Told(LogListener listener) {
            this.listener = listener;
        }

        @Override
        public long applied() {
            return applied;
        }

        @Override
        public void apply(long index, long term, Bytes entry) {
            listener.apply(index, term, entry);
            applied = index;
        }

        @Override
        public void advance(long index, long term) {
            listener.advance(index, term);
            applied = index;
        }

        @Override
        public void install(SnapshotCodec.Content snapshot, long term, ValueFile home) {
            listener.install(snapshot, term);
            values.replaced(snapshot.state(), home);
            applied = snapshot.sequence();
        }

        @Override
        public void leadership() {
            if (closing.getCount() > 0) {
                teller.execute(() -> listener.leadershipChanged(RatisLog.this.leadership()));
            }
        }

        /** Ratis' server of a learner never runs, nor becomes one that votes: only one that begins as such does. */
        @Override
        public void settled(boolean nowLearner) {
            boolean changed = nowLearner != learner;
            learner = nowLearner;
            if (changed && closing.getCount() > 0 && failed.compareAndSet(false, true)) {
                teller.execute(() -> startAnew(this));
            }
        }

        @Override
        public void logFailed(Throwable cause) {
            if (closing.getCount() > 0 && failed.compareAndSet(false, true)) {
                teller.execute(() -> recover(this, cause));
            }
        }

        @Override
        public CompletableFuture<Bytes> query(Bytes question) {
            if (question.isEmpty()) {
                return CompletableFuture.completedFuture(Bytes.EMPTY);
            }
            return Registration.isOne(question) ? registry.apply(question) : listener.answer(question);
        }
    }
}
