package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose turn it is: etcd's services Election and Lock, also when who has the turn is gone. */
class CoordinationTest {
    private static final ByteString NAME = ByteString.copyFromUtf8("seat");

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private ServedEtcd etcd;
    private ManagedChannel channel;

    @BeforeEach
    void serve() throws IOException {
        etcd = ServedEtcd.start(directory, now::get);
        channel = NettyChannelBuilder.forAddress(ServedEtcd.loopback(etcd.port()))
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        threads.close();
        etcd.close();
    }

    private <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
        return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
    }

    private CompletableFuture<Wire.LeaderKey> campaign(String value, long lease) {
        var request = Wire.CampaignRequest.newBuilder()
                .setName(NAME)
                .setValue(ByteString.copyFromUtf8(value))
                .setLease(lease)
                .build();
        return CompletableFuture.supplyAsync(
                () -> call(CoordinationMethods.CAMPAIGN, request).getLeader(), threads);
    }

    private static Wire.LeaderRequest seat() {
        return Wire.LeaderRequest.newBuilder().setName(NAME).build();
    }

    private String leader() {
        return call(CoordinationMethods.LEADER, seat()).getKv().getValue().toStringUtf8();
    }

    private long lease(long seconds) {
        return etcd.store().leaseGrant(seconds, 0).id();
    }

    /** Lets all leases of less than a minute end. */
    private void passHalfAMinute() {
        now.updateAndGet(time -> time.plusSeconds(30));
    }

    private void proclaim(Wire.LeaderKey leader, String value) {
        call(
                CoordinationMethods.PROCLAIM,
                Wire.ProclaimRequest.newBuilder()
                        .setLeader(leader)
                        .setValue(ByteString.copyFromUtf8(value))
                        .build());
    }

    @Test
    void whoCampaignsLeadsWhenWhoLedResigns() {
        assertThatThrownBy(this::leader).hasMessageContaining("election: no leader");
        List<String> observed = new CopyOnWriteArrayList<>();
        threads.execute(() -> observe(observed));
        var first = campaign("first", lease(60)).join();
        assertThat(leader()).isEqualTo("first");
        await().until(() -> observed.contains("first"));
        var second = campaign("second", lease(60));
        await().until(() -> etcd.store().status().keys() == 2);
        proclaim(first, "first again");
        assertThat(leader()).isEqualTo("first again");
        await().until(() -> observed.contains("first again"));
        assertThat(second).isNotDone();

        call(
                CoordinationMethods.RESIGN,
                Wire.ResignRequest.newBuilder().setLeader(first).build());

        assertThat(second.join().getKey()).isNotEqualTo(first.getKey());
        assertThat(leader()).isEqualTo("second");
        assertThatThrownBy(() -> proclaim(first, "too late")).hasMessageContaining("election: not leader");
        await().until(() -> observed.getLast().equals("second"));
        assertThat(observed).containsSubsequence("first", "first again", "second");
        channel.shutdownNow();
    }

    private void observe(List<String> observed) {
        try {
            ClientCalls.blockingServerStreamingCall(channel, CoordinationMethods.OBSERVE, CallOptions.DEFAULT, seat())
                    .forEachRemaining(
                            answer -> observed.add(answer.getKv().getValue().toStringUtf8()));
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode())
                    .as("the end of the test")
                    .isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);
        }
    }

    @Test
    void whoseLeaseEndsLeadsNoMore() {
        var first = campaign("first", lease(2)).join();
        var second = campaign("second", lease(60));
        await().until(() -> etcd.store().status().keys() == 2);
        assertThat(second).isNotDone();
        passHalfAMinute();

        assertThat(second.join().getRev()).isGreaterThan(first.getRev());
        assertThat(leader()).isEqualTo("second");
        assertThatThrownBy(() -> proclaim(first, "too late")).hasMessageContaining("election: not leader");
    }

    private CompletableFuture<ByteString> lock(long lease) {
        var request =
                Wire.LockRequest.newBuilder().setName(NAME).setLease(lease).build();
        return CompletableFuture.supplyAsync(
                () -> call(CoordinationMethods.LOCK, request).getKey(), threads);
    }

    @Test
    void aLockIsFreeWhenItsLeaseEnds() {
        var held = lock(lease(2)).join();
        var next = lock(lease(60));
        await().until(() -> etcd.store().status().keys() == 2);
        assertThat(next).isNotDone();
        passHalfAMinute();

        assertThat(next.join()).isNotEqualTo(held);
        assertThat(etcd.store().get(WireRequests.bytes(held))).isEmpty();
    }

    @Test
    void whoWaitedForALockUntilItsOwnLeaseEndedDoesNotHoldIt() {
        var held = lock(lease(60)).join();
        long shortLived = lease(2);
        var late = lock(shortLived);
        await().until(() -> etcd.store().status().keys() == 2);
        passHalfAMinute();
        await().until(() -> !etcd.store().leases().contains(shortLived));
        call(
                CoordinationMethods.UNLOCK,
                Wire.UnlockRequest.newBuilder().setKey(held).build());

        assertThatThrownBy(late::join).hasMessageContaining("mutex: session is expired");
        assertThat(lock(lease(60)).join()).isNotEqualTo(held);
    }

    @Test
    void etcdctlTakesTheLockThatItsOwnerLetGo() throws Exception {
        var held = lock(lease(60)).join();
        var words = CompletableFuture.supplyAsync(this::lockByEtcdctl, threads);
        await().until(() -> etcd.store().status().keys() == 2);
        assertThat(words).isNotDone();
        call(
                CoordinationMethods.UNLOCK,
                Wire.UnlockRequest.newBuilder().setKey(held).build());
        assertThat(words.join()).contains("held");
    }

    private String lockByEtcdctl() {
        try {
            return Etcdctl.at(etcd.port()).run("lock seat echo held").done();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
