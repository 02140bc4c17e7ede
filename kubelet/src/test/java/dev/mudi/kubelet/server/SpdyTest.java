package dev.mudi.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streams of kubectl up to 1.30, which speaks SPDY. */
class SpdyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static ServedNode node;

    @BeforeAll
    static void start() throws IOException {
        node = new ServedNode(directory);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** A connection that was upgraded to SPDY. */
    private static final class Upgraded implements AutoCloseable {
        final SSLSocket socket;
        final String head;
        final SpdyClient spdy;

        private final EmbeddedChannel toServer = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
        private final EmbeddedChannel fromServer =
                new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 1 << 20));
        private final boolean tunnel;

        Upgraded(String path, String protocols) throws IOException {
            this("POST", path, "SPDY/3.1", protocols, false);
        }

        Upgraded(String method, String path, String upgrade, String headers, boolean tunnel) throws IOException {
            this.tunnel = tunnel;
            socket = (SSLSocket)
                    node.certificates.client(true).getSocketFactory().createSocket("localhost", node.server.port());
            var out = socket.getOutputStream();
            out.write((method + " " + path + " HTTP/1.1\r\nHost: " + node.address()
                            + "\r\nConnection: Upgrade\r\nUpgrade: " + upgrade + "\r\n" + headers
                            + "Content-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                answer.append((char) socket.getInputStream().read());
            }
            head = answer.toString();
            spdy = new SpdyClient(bytes -> {
                out.write(tunnel ? wrapped(bytes) : bytes);
                out.flush();
            });
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            var buffer = new byte[64 * 1024];
            try {
                for (int n = socket.getInputStream().read(buffer);
                        n >= 0;
                        n = socket.getInputStream().read(buffer)) {
                    take(Arrays.copyOf(buffer, n));
                }
            } catch (IOException e) {
                // The test has closed the connection.
                return;
            }
        }

        private byte[] wrapped(byte[] bytes) {
            toServer.writeOutbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
            var out = Unpooled.buffer();
            for (ByteBuf part = toServer.readOutbound(); part != null; part = toServer.readOutbound()) {
                out.writeBytes(part);
                part.release();
            }
            return ByteBufUtil.getBytes(out);
        }

        private void take(byte[] bytes) {
            if (!tunnel) {
                spdy.feed(bytes);
                return;
            }
            fromServer.writeInbound(Unpooled.wrappedBuffer(bytes));
            for (Object frame = fromServer.readInbound(); frame != null; frame = fromServer.readInbound()) {
                if (frame instanceof BinaryWebSocketFrame binary) {
                    spdy.feed(ByteBufUtil.getBytes(binary.content()));
                    binary.release();
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void execCarriesStreamsSizesAndTheExitCode() throws Exception {
        var path = "/exec/default/web/main?command=exit&command=7&input=1&output=1&tty=1";
        var protocols = "X-Stream-Protocol-Version: v4.channel.k8s.io\r\nX-Stream-Protocol-Version: channel.k8s.io\r\n";
        try (var connection = new Upgraded(path, protocols)) {
            assertThat(connection.head)
                    .startsWith("HTTP/1.1 101")
                    .containsIgnoringCase("upgrade: SPDY/3.1")
                    .containsIgnoringCase("x-stream-protocol-version: v4.channel.k8s.io");
            var spdy = connection.spdy;
            int error = spdy.open(Map.of("streamtype", "error"));
            int stdin = spdy.open(Map.of("streamtype", "stdin"));
            int stdout = spdy.open(Map.of("streamtype", "stdout"));
            int resize = spdy.open(Map.of("streamtype", "resize"));
            await().atMost(PATIENCE).until(() -> spdy.isAccepted(resize));
            spdy.ping(1);
            spdy.data(resize, "{\"Width\":132,\"Height\":43}", false);
            // More than the initial window of SPDY: nobody sends window updates.
            var much = "0123456789abcdef".repeat(8 * 1024);
            spdy.data(stdin, much, false);
            await().atMost(PATIENCE).until(() -> spdy.text(stdout).length() == much.length());
            await().atMost(PATIENCE).until(() -> node.echo.resized.contains("132x43"));
            spdy.data(stdin, "", true);

            await().atMost(PATIENCE).until(() -> spdy.isEnded(error) && spdy.isGoneAway());
            assertThat(spdy.text(error))
                    .contains("\"reason\":\"NonZeroExitCode\"")
                    .contains("\"message\":\"7\"");
            assertThat(spdy.isEnded(stdout)).isTrue();
            assertThat(spdy.isAnswered(1)).isTrue();
        }
    }

    @Test
    void oldProtocolsGetTheOutcomeAsText() throws Exception {
        try (var connection = new Upgraded("/exec/default/web/main?command=exit&command=2&output=1", "")) {
            int error = connection.spdy.open(Map.of("streamtype", "error"));
            connection.spdy.open(Map.of("streamtype", "stdout"));

            await().atMost(PATIENCE).until(() -> connection.spdy.isEnded(error));
            assertThat(connection.spdy.text(error))
                    .isEqualTo(
                            "error executing remote command: command terminated with non-zero exit code: exit status 2");
        }
    }

    @Test
    void portForwardCarriesSeveralConnections() throws Exception {
        var protocols = "X-Stream-Protocol-Version: portforward.k8s.io\r\n";
        try (var connection = new Upgraded("/portForward/default/web", protocols)) {
            forward(connection.spdy);
        }
    }

    private static void forward(SpdyClient spdy) throws IOException {
        spdy.open(Map.of("streamtype", "error", "port", "80", "requestid", "0"));
        int data = spdy.open(Map.of("streamtype", "data", "port", "80", "requestid", "0"));
        int refused = spdy.open(Map.of("streamtype", "error", "port", "81", "requestid", "1"));
        spdy.open(Map.of("streamtype", "data", "port", "81", "requestid", "1"));
        spdy.data(data, "ping", false);

        await().atMost(PATIENCE).until(() -> spdy.text(data).equals("ping"));
        await().atMost(PATIENCE).until(() -> spdy.text(refused).contains("connection refused"));
        spdy.data(data, "", true);
        await().atMost(PATIENCE).until(() -> spdy.isEnded(data));
    }

    @Test
    void portForwardWorksInsideOfAWebSocket() throws Exception {
        var headers = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + "Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io\r\n";
        try (var connection = new Upgraded("GET", "/portForward/default/web", "websocket", headers, true)) {
            assertThat(connection.head)
                    .startsWith("HTTP/1.1 101")
                    .containsIgnoringCase("sec-websocket-protocol: SPDY/3.1+portforward.k8s.io");
            forward(connection.spdy);
        }
    }
}
