package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What etcd's flags {@code --max-...} bound. */
class ServerLimitsTest {
    private static final Bytes KEY = Bytes.utf8("key");
    private static final int MEGABYTE = 1 << 20;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final String HELLO = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";
    private static final int SETTINGS_FRAME = 4;
    private static final int MAX_CONCURRENT_STREAMS = 3;

    @TempDir
    Path directory;

    private EmbeddedEtcd store;
    private EtcdServer server;
    private EtcdClient client;

    @BeforeEach
    void start() throws IOException {
        var options = EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.empty())
                .withLimits(new EtcdServerOptions.Limits(3 * MEGABYTE, 7, 5));
        store = EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false));
        server = EtcdServer.start(store, options);
        client =
                EtcdClient.connect(EtcdClientOptions.of(List.of(ServedEtcd.loopback(server.port())), Optional.empty()));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        store.close();
    }

    private static void assertRefused(Code code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(EtcdException.class).hasMessageStartingWith(code.message());
    }

    private void put(int bytes) {
        client.put(PutRequest.of(KEY, Bytes.wrap(new byte[bytes])));
    }

    @Test
    void aWriteMayBeAsLargeAsIsSaid() {
        put(3 * MEGABYTE - 100);
        assertThat(client.range(RangeRequest.of(KEY)).kvs().getFirst().value().length())
                .isEqualTo(3 * MEGABYTE - 100);
        assertRefused(Code.REQUEST_TOO_LARGE, () -> put(3 * MEGABYTE));
        assertRefused(Code.REQUEST_TOO_LARGE, () -> put(3 * MEGABYTE + (MEGABYTE >> 1) - 100));
        assertThatThrownBy(() -> put(3 * MEGABYTE + (MEGABYTE >> 1)))
                .as("more than gRPC takes")
                .hasMessageContaining("exceeds maximum size 3670016");
    }

    private static List<RequestOp> reads(int count) {
        return Collections.nCopies(count, RangeRequest.of(KEY));
    }

    private void txn(List<RequestOp> ops) {
        client.txn(new TxnRequest(List.of(), ops, List.of()));
    }

    @Test
    void aTransactionMayHaveAsManyOperationsAsIsSaid() {
        txn(reads(5));
        assertRefused(Code.TOO_MANY_OPS, () -> txn(reads(6)));
    }

    /** As etcd counts: one within another has what that leaves. */
    @Test
    void operationsOfANestedTransactionCountToo() {
        txn(List.of(new TxnRequest(List.of(), reads(4), List.of())));
        assertRefused(Code.TOO_MANY_OPS, () -> txn(List.of(new TxnRequest(List.of(), reads(5), List.of()))));
    }

    @Test
    void aConnectionIsToldHowManyStreamsItMayOpen() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(HELLO.getBytes(StandardCharsets.ISO_8859_1));
            var in = new DataInputStream(socket.getInputStream());
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            assertThat(in.readUnsignedByte()).isEqualTo(SETTINGS_FRAME);
            in.skipNBytes(5);
            int told = 0;
            for (int at = 0; at < length; at += 6) {
                int setting = in.readUnsignedShort();
                int value = in.readInt();
                told = setting == MAX_CONCURRENT_STREAMS ? value : told;
            }
            assertThat(told).isEqualTo(7);
        }
    }
}
