package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.FreePorts;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WaitingEtcdServerTest {
    @TempDir
    Path directory;

    private final AtomicInteger prepared = new AtomicInteger();
    private EmbeddedEtcd store;

    @BeforeEach
    void open() throws IOException {
        store = EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private WaitingEtcdServer start() throws IOException {
        return WaitingEtcdServer.start(store, ServedEtcd.loopback(FreePorts.next()), () -> {
            prepared.incrementAndGet();
            return EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.empty());
        });
    }

    private static EtcdClient client(int port) throws IOException {
        return EtcdClient.connect(EtcdClientOptions.of(List.of(ServedEtcd.loopback(port)), Optional.empty()));
    }

    @Test
    void servesTheFirstClientAndThoseAfterIt() throws IOException {
        try (var server = start()) {
            for (int i = 1; i <= 3; i++) {
                try (var client = client(server.port())) {
                    client.put(PutRequest.of(Bytes.utf8("k" + i), Bytes.utf8("v")));
                    assertThat(client.range(RangeRequest.of(Bytes.utf8("k" + i)))
                                    .kvs())
                            .hasSize(1);
                }
            }
            assertThat(prepared).hasValue(1);
        }
    }

    @Test
    void thePortIsFreeAfterItWasClosedWhetherOrNotSomebodyCame() throws IOException {
        int port;
        try (var server = start()) {
            port = server.port();
        }
        try (var server = WaitingEtcdServer.start(
                store,
                ServedEtcd.loopback(port),
                () -> EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.empty()))) {
            try (var client = client(server.port())) {
                assertThat(client.revision()).isPositive();
            }
        }
        try (var again = WaitingEtcdServer.start(store, ServedEtcd.loopback(port), () -> {
            throw new IOException("not asked for");
        })) {
            assertThat(again.port()).isEqualTo(port);
        }
    }

    @Test
    void aPortThatIsTakenIsToldAtOnce() throws IOException {
        try (var first = start()) {
            assertThatThrownBy(() -> WaitingEtcdServer.start(store, ServedEtcd.loopback(first.port()), () -> {
                        throw new IOException("not asked for");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on");
        }
    }

    @Test
    void nobodyIsKeptWaitingWhenItCannotBeServed() throws IOException {
        try (var server = WaitingEtcdServer.start(store, ServedEtcd.loopback(0), () -> {
            throw new IOException("no certificate");
        })) {
            await().until(() -> !isOpen(server.port()));
        }
    }

    private static boolean isOpen(int port) {
        try (var socket = new Socket()) {
            socket.connect(ServedEtcd.loopback(port));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
