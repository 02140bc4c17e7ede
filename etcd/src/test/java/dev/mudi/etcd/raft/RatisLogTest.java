package dev.mudi.etcd.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.FreePorts;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.log.DirectoryDisk;
import dev.mudi.etcd.replication.Leadership;
import dev.mudi.etcd.replication.LogListener;
import dev.mudi.etcd.replication.Member;
import dev.mudi.etcd.values.Values;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower alone, to which the test is the leader. */
class RatisLogTest {
    private static final long FOLLOWER = 1;
    private static final long LEADER = 2;
    private static final long TERM = 7;
    /** Each is overtaken by the next while its entries are on their way to the disk. */
    private static final int ROUNDS = 20;

    @TempDir
    Path directory;

    /** What a reply says the log has, and what it had on disk by then. */
    private record Acknowledged(long matchIndex, long end, long flushed) {}

    /** Hears of nothing: the leader commits nothing. */
    private static final class Silent implements LogListener {
        @Override
        public void apply(long index, long term, Bytes entry) {}

        @Override
        public void advance(long index, long term) {}

        @Override
        public void install(SnapshotCodec.Content snapshot, long term) {}

        @Override
        public void leadershipChanged(Leadership leadership) {}

        @Override
        public CompletableFuture<Bytes> answer(Bytes question) {
            return CompletableFuture.completedFuture(Bytes.EMPTY);
        }
    }

    private RatisLog follower() throws IOException {
        var port = FreePorts.next();
        var members = LongStream.of(FOLLOWER, LEADER, 3)
                .mapToObj(id -> new Member(
                        id,
                        "m" + id,
                        List.of("http://127.0.0.1:" + (id == FOLLOWER ? port : FreePorts.next())),
                        List.of(),
                        false))
                .toList();
        var options = new RaftOptions(
                FOLLOWER,
                Files.createDirectories(directory.resolve("raft")),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                "test",
                members,
                Optional.empty(),
                Duration.ofSeconds(30));
        return new RatisLog(options, new Values(new DirectoryDisk(directory, false), 0));
    }

    private static LogEntryProto entry(long index) {
        var data = ByteString.copyFrom(new byte[1_000]);
        return LogEntryProto.newBuilder()
                .setTerm(TERM)
                .setIndex(index)
                .setStateMachineLogEntry(StateMachineLogEntryProto.newBuilder()
                        .setLogData(data)
                        .setClientId(ByteString.copyFrom(new byte[16])))
                .build();
    }

    /** What the leader says after `previous`: the entries up to the last. */
    private static AppendEntriesRequestProto append(RaftServer.Division follower, long previous, long last) {
        var group = RaftGroupIdProto.newBuilder()
                .setId(follower.getGroup().getGroupId().toByteString());
        var request = AppendEntriesRequestProto.newBuilder()
                .setServerRequest(RaftRpcRequestProto.newBuilder()
                        .setRequestorId(RaftSettings.peerId(LEADER).toByteString())
                        .setReplyId(RaftSettings.peerId(FOLLOWER).toByteString())
                        .setRaftGroupId(group))
                .setLeaderTerm(TERM)
                .setLeaderCommit(-1);
        if (previous >= 0) {
            request.setPreviousLog(TermIndexProto.newBuilder().setTerm(TERM).setIndex(previous));
        }
        LongStream.rangeClosed(previous + 1, last).mapToObj(RatisLogTest::entry).forEach(request::addEntries);
        return request.build();
    }

    private static CompletableFuture<Acknowledged> send(RaftServer.Division follower, long previous, long last)
            throws IOException {
        var server = (RaftServerAsynchronousProtocol) follower.getRaftServer();
        return server.appendEntriesAsync(append(follower, previous, last))
                .thenApply(reply -> acknowledged(follower, reply));
    }

    private static Acknowledged acknowledged(RaftServer.Division follower, AppendEntriesReplyProto reply) {
        assertThat(reply.getResult()).isEqualTo(AppendResult.SUCCESS);
        var log = follower.getRaftLog();
        return new Acknowledged(reply.getMatchIndex(), log.getNextIndex() - 1, log.getFlushIndex());
    }

    /** A leader that hears nothing for a while sends again what is under way, and what came since with it. */
    @Test
    void aMemberAcknowledgesOnlyWhatItsLogHoldsWhenItIsSentEntriesOnceMoreWithOthers() throws Exception {
        var log = follower();
        try (log) {
            log.start(new Silent());
            var follower = log.division();
            var answers = new ArrayList<CompletableFuture<Acknowledged>>();
            long end = -1;
            for (int round = 0; round < ROUNDS; round++) {
                answers.add(send(follower, end, end + 1));
                answers.add(send(follower, end, end + 3));
                end = answers.getLast().get(30, TimeUnit.SECONDS).matchIndex();
            }

            for (var answer : answers) {
                var acknowledged = answer.get(30, TimeUnit.SECONDS);
                assertThat(acknowledged.end()).isGreaterThanOrEqualTo(acknowledged.matchIndex());
            }
            assertThat(follower.getRaftLog().getNextIndex()).isEqualTo(3L * ROUNDS);
        }
    }

    /** What came over one connection: replies, and whether it was refused. */
    private static final class Connection implements StreamObserver<AppendEntriesReplyProto>, AutoCloseable {
        private final ManagedChannel channel;
        private final RaftServer.Division follower;
        private final StreamObserver<AppendEntriesRequestProto> requests;
        private final CompletableFuture<Optional<Acknowledged>> first = new CompletableFuture<>();

        Connection(RaftServer.Division follower) {
            this.follower = follower;
            var address = follower.getPeer().getAddress().split(":", 2);
            channel = NettyChannelBuilder.forAddress(address[0], Integer.parseInt(address[1]))
                    .usePlaintext()
                    .build();
            requests = RaftServerProtocolServiceGrpc.newStub(channel).appendEntries(this);
        }

        @Override
        public void onNext(AppendEntriesReplyProto reply) {
            first.complete(Optional.of(acknowledged(follower, reply)));
        }

        @Override
        public void onError(Throwable refusal) {
            if (String.valueOf(refusal.getMessage()).contains("on their way to the disk")) {
                first.complete(Optional.empty());
            } else {
                first.completeExceptionally(refusal);
            }
        }

        @Override
        public void onCompleted() {
            first.complete(Optional.empty());
        }

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }

    /** A leader whose connection broke sends on the next what it heard nothing of, and the disk may be slow. */
    @Test
    void aMemberAcknowledgesOnlyWhatIsOnItsDiskWhenItIsSentEntriesOnceMoreOnAnotherConnection() throws Exception {
        var log = follower();
        try (log) {
            log.start(new Silent());
            var follower = log.division();
            for (long end = -1; end < ROUNDS; end++) {
                try (var one = new Connection(follower);
                        var other = new Connection(follower)) {
                    one.requests.onNext(append(follower, end, end + 1));
                    other.requests.onNext(append(follower, end, end + 1));
                    for (var connection : List.of(one, other)) {
                        var answer = connection.first.get(30, TimeUnit.SECONDS);
                        assertThat(answer.map(given -> given.matchIndex() - given.flushed())
                                        .orElse(0L))
                                .isLessThanOrEqualTo(0);
                    }
                }
            }
            assertThat(follower.getRaftLog().getNextIndex()).isEqualTo(ROUNDS + 1);
        }
    }
}
