package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections whose other end is gone without a word. */
class KeepAliveTest {
    private static final int PATIENCE_MILLIS = 30_000;
    /** A client's first bytes: the preface of HTTP/2, and settings of which none is set. */
    private static final String HELLO = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

    @TempDir
    Path directory;

    @Test
    void whoDoesNotAnswerIsTakenToBeGone() throws IOException {
        var options = EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.empty())
                .withKeepAlive(new EtcdServerOptions.KeepAlive(
                        Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMillis(100)));
        try (var store = EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false));
                var server = EtcdServer.start(store, options);
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(HELLO.getBytes(StandardCharsets.ISO_8859_1));

            assertThat(socket.getInputStream().readAllBytes())
                    .as("what was said until it was closed")
                    .isNotEmpty();
        }
    }
}
