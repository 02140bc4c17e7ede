package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renewals over one stream, of stores that answer at once, later, and not without being waited for. */
class KeepAliveStreamTest {
    @TempDir
    Path directory;

    private EmbeddedEtcd store;
    private EtcdServer server;
    private ManagedChannel channel;
    private BlockingClientCall<Wire.LeaseKeepAliveRequest, Wire.LeaseKeepAliveResponse> stream;

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("data")).withFsync(false));
    }

    @AfterEach
    void close() {
        stream.cancel("it has said enough", null);
        channel.shutdownNow();
        server.close();
        store.close();
    }

    /** @param renewals how the store renews without being waited for */
    private void serve(LongFunction<Optional<CompletableFuture<Long>>> renewals) throws IOException {
        var etcd = (Etcd) Proxy.newProxyInstance(
                Etcd.class.getClassLoader(),
                new Class<?>[] {Etcd.class},
                (_, method, arguments) -> method.getName().equals("submitKeepAlive")
                        ? renewals.apply((Long) arguments[0])
                        : method.getName().equals("leaseKeepAlive")
                                ? Long.valueOf(77)
                                : method.invoke(store, arguments));
        server = EtcdServer.start(etcd, EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.empty()));
        channel = NettyChannelBuilder.forAddress(ServedEtcd.loopback(server.port()))
                .usePlaintext()
                .build();
        stream = ClientCalls.blockingBidiStreamingCall(
                channel, Methods.LEASE_KEEP_ALIVE, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
    }

    private void ask(long id) throws Exception {
        stream.write(Wire.LeaseKeepAliveRequest.newBuilder().setID(id).build());
    }

    private List<String> answers() throws Exception {
        var all = new ArrayList<String>();
        for (var answer = stream.read(); answer != null; answer = stream.read()) {
            all.add(answer.getID() + ":" + answer.getTTL());
        }
        return all;
    }

    @Test
    void whatNeedsNoWaitingIsAnsweredByTheThreadOfTheConnection() throws Exception {
        var onVirtualThreads = new LinkedBlockingQueue<Boolean>();
        serve(id -> {
            onVirtualThreads.add(Thread.currentThread().isVirtual());
            return store.submitKeepAlive(id);
        });
        store.leaseGrant(100, 4711);

        ask(4711);
        ask(4712);
        ask(4711);
        stream.halfClose();

        assertThat(answers()).containsExactly("4711:100", "4712:0", "4711:100");
        assertThat(onVirtualThreads).containsExactly(false, false, false);
    }

    @Test
    void oneIsUnderWayAtATime() throws Exception {
        var asked = new LinkedBlockingQueue<CompletableFuture<Long>>();
        serve(_ -> {
            var answer = new CompletableFuture<Long>();
            asked.add(answer);
            return Optional.of(answer);
        });
        for (int i = 1; i <= 3; i++) {
            ask(i);
        }
        stream.halfClose();
        for (int i = 1; i <= 3; i++) {
            var answer = next(asked);
            assertThat(asked).as("asked before %s was answered", i).isEmpty();
            answer.complete(i * 10L);
        }

        assertThat(answers()).containsExactly("1:10", "2:20", "3:30");
    }

    private static CompletableFuture<Long> next(BlockingQueue<CompletableFuture<Long>> asked) {
        await().until(() -> !asked.isEmpty());
        return asked.remove();
    }

    @Test
    void whatMustBeWaitedForIsWaitedForElsewhere() throws Exception {
        serve(_ -> Optional.empty());

        ask(1);
        ask(2);
        stream.halfClose();

        assertThat(answers()).containsExactly("1:77", "2:77");
    }

    @Test
    void aRefusalEndsTheStream() throws Exception {
        serve(_ -> Optional.of(CompletableFuture.failedFuture(EtcdException.of(EtcdException.Code.TIMEOUT))));

        ask(1);

        assertThat(refusal().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private Status refusal() {
        return catchThrowableOfType(StatusException.class, stream::read).getStatus();
    }
}
