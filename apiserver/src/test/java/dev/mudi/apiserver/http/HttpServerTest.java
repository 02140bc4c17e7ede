package dev.mudi.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.PeerGoneException;
import dev.mudi.apiserver.RequestReceiver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class HttpServerTest {
    private static TestPki pki;

    private HttpServer server;

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) throws IOException {
        pki = TestPki.in(directory);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void serve(RequestReceiver receiver) throws IOException {
        server = pki.serve(receiver);
    }

    private URI uri(String path) {
        return URI.create("https://localhost:" + server.address().getPort() + path);
    }

    private static HttpClient client(HttpClient.Version version, String user, String... groups) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(user.isEmpty() ? pki.client() : pki.client(user, groups))
                .build();
    }

    private static byte[] large() {
        var bytes = new byte[1_000_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    private static void echo(ApiRequest request, ApiResponse response) {
        var text =
                request.method() + " " + request.path() + " " + request.query().get("q") + " "
                        + request.headers().get("x-test") + " " + new String(request.body(), StandardCharsets.UTF_8);
        response.send(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void handsOverMethodPathQueryHeadersAndBody(HttpClient.Version version) throws Exception {
        serve(HttpServerTest::echo);
        var request = HttpRequest.newBuilder(uri("/a%20b/c?q=1%2C2"))
                .header("X-Test", "yes")
                .POST(BodyPublishers.ofString("hello"))
                .build();

        try (var client = client(version, "")) {
            var answer = client.send(request, BodyHandlers.ofString());

            assertThat(answer.body()).isEqualTo("POST /a b/c 1,2 yes hello");
            assertThat(answer.version()).isEqualTo(version);
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void sendsLargeAnswersWhole(HttpClient.Version version) throws Exception {
        var part = ByteBuffer.wrap(large());
        serve((request, response) -> response.send(200, "application/json", Headers.NONE, List.of(part, part, part)));

        try (var client = client(version, "")) {
            var answer = client.send(HttpRequest.newBuilder(uri("/")).build(), BodyHandlers.ofByteArray());

            assertThat(answer.body()).hasSize(3_000_000);
            assertThat(Arrays.copyOfRange(answer.body(), 1_000_000, 2_000_000)).isEqualTo(large());
            assertThat(part.position()).isZero();
        }
    }

    @Test
    void compressesLargeAnswersForThoseWhoAcceptIt() throws Exception {
        serve((request, response) -> response.send(200, "application/json", large()));
        var request = HttpRequest.newBuilder(uri("/"))
                .header("Accept-Encoding", "gzip")
                .build();

        try (var client = client(HttpClient.Version.HTTP_2, "")) {
            var answer = client.send(request, BodyHandlers.ofByteArray());

            assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
            assertThat(answer.body().length).isLessThan(100_000);
            try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
                assertThat(unpacked.readAllBytes()).isEqualTo(large());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void answersHeadWithoutBody(HttpClient.Version version) throws Exception {
        serve((request, response) -> response.send(200, "text/plain", "hello".getBytes(StandardCharsets.UTF_8)));
        var head = HttpRequest.newBuilder(uri("/")).HEAD().build();

        try (var client = client(version, "")) {
            var answer = client.send(head, BodyHandlers.ofString());

            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("content-length")).hasValue("5");
            assertThat(client.send(head, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void refusesABodyBeyondTheLimitAndTakesTheNextRequest(HttpClient.Version version) throws Exception {
        serve((request, response) -> {
            try {
                response.send(
                        200, "text/plain", String.valueOf(request.body().length).getBytes(StandardCharsets.UTF_8));
            } catch (StatusException refusal) {
                response.send(refusal.status().code(), "text/plain", "no".getBytes(StandardCharsets.UTF_8));
            }
        });
        try (var client = client(version, "")) {
            var whole = HttpRequest.newBuilder(uri("/"))
                    .POST(BodyPublishers.ofByteArray(new byte[3 << 20]))
                    .build();
            assertThat(client.send(whole, BodyHandlers.ofString()).body()).isEqualTo("3145728");

            var more = HttpRequest.newBuilder(uri("/"))
                    .POST(BodyPublishers.ofByteArray(new byte[4 << 20]))
                    .build();
            assertThat(client.send(more, BodyHandlers.ofString()).statusCode()).isEqualTo(413);

            assertThat(client.send(whole, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void showsTheClientsCertificate() throws Exception {
        serve((request, response) -> response.send(
                200,
                "text/plain",
                request.peerCertificates().stream()
                        .map(certificate ->
                                certificate.getSubjectX500Principal().getName())
                        .toList()
                        .toString()
                        .getBytes(StandardCharsets.UTF_8)));

        try (var client = client(HttpClient.Version.HTTP_2, "jane", "dev")) {
            var answer = client.send(HttpRequest.newBuilder(uri("/")).build(), BodyHandlers.ofString());

            assertThat(answer.body()).contains("CN=jane").contains("O=dev");
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void streamsWhatIsFlushedBeforeTheEnd(HttpClient.Version version) throws Exception {
        var more = new CountDownLatch(1);
        serve((request, response) -> {
            try (var stream = response.stream(200, "application/json", Headers.NONE)) {
                stream.write(ByteBuffer.wrap("one\n".getBytes(StandardCharsets.UTF_8)));
                stream.flush();
                awaitQuietly(more);
                stream.write(ByteBuffer.wrap("two\n".getBytes(StandardCharsets.UTF_8)));
            }
        });

        try (var client = client(version, "")) {
            var answer = client.send(HttpRequest.newBuilder(uri("/")).build(), BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                assertThat(new String(body.readNBytes(4), StandardCharsets.UTF_8))
                        .isEqualTo("one\n");
                more.countDown();
                assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("two\n");
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void makesAWriterWaitForASlowReaderAndTellsItWhenTheReaderLeaves(HttpClient.Version version) throws Exception {
        var written = new AtomicReference<>(0L);
        var closed = new CountDownLatch(1);
        var end = new AtomicReference<Throwable>();
        serve((request, response) -> {
            var stream = response.stream(200, "application/octet-stream", Headers.NONE);
            stream.onClose(closed::countDown);
            try {
                for (int i = 0; i < 10_000; i++) {
                    stream.write(ByteBuffer.wrap(new byte[64 * 1024]));
                    written.updateAndGet(bytes -> bytes + 64 * 1024);
                }
            } catch (PeerGoneException e) {
                end.set(e);
                throw e;
            }
        });

        var client = client(version, "");
        var answer = client.send(HttpRequest.newBuilder(uri("/")).build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(10)).until(() -> written.get() < 64_000_000);
        answer.body().close();
        client.shutdownNow();

        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        await().until(() -> end.get() instanceof PeerGoneException);
    }

    @Test
    void cutsAnAnswerThatIsNotFinished() throws Exception {
        serve((request, response) -> {
            if (request.path().equals("/stream")) {
                response.stream(200, "text/plain", Headers.NONE).flush();
            }
        });

        try (var client = client(HttpClient.Version.HTTP_1_1, "")) {
            assertThatThrownBy(() ->
                            client.send(HttpRequest.newBuilder(uri("/stream")).build(), BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() ->
                            client.send(HttpRequest.newBuilder(uri("/none")).build(), BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void turnsStreamsIntoMessagesForWebSockets() throws Exception {
        serve((request, response) -> {
            try (var stream = response.stream(200, "application/json", Headers.NONE)) {
                stream.write(
                        ByteBuffer.wrap("{\"n\":".getBytes(StandardCharsets.UTF_8)),
                        ByteBuffer.wrap("1}".getBytes(StandardCharsets.UTF_8)));
                stream.write(
                        ByteBuffer.wrap(("{\"n\":\"" + "x".repeat(70_000) + "\"}").getBytes(StandardCharsets.UTF_8)));
            }
        });
        var messages = new LinkedBlockingQueue<String>();
        try (var client = client(HttpClient.Version.HTTP_1_1, "")) {
            client.newWebSocketBuilder()
                    .buildAsync(
                            URI.create("wss://localhost:" + server.address().getPort() + "/api/v1/pods?watch=1"),
                            new Messages(messages))
                    .get(10, TimeUnit.SECONDS);

            assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo("{\"n\":1}");
            assertThat(messages.poll(10, TimeUnit.SECONDS)).hasSize(70_000 + 8);
            assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 1000");
        }
    }

    /** The first message of an answer of this type to a peer that chose base64. */
    private String firstMessage(String type, byte[] content) throws Exception {
        serve((request, response) -> {
            try (var stream = response.stream(200, type, Headers.NONE)) {
                stream.write(ByteBuffer.wrap(content));
            }
        });
        var messages = new LinkedBlockingQueue<String>();
        try (var client = client(HttpClient.Version.HTTP_1_1, "")) {
            client.newWebSocketBuilder()
                    .subprotocols("base64.binary.k8s.io")
                    .buildAsync(
                            URI.create("wss://localhost:" + server.address().getPort() + "/x"), new Messages(messages))
                    .get(10, TimeUnit.SECONDS);
            return messages.poll(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void encodesLogsForAWebSocketThatWantsThat() throws Exception {
        assertThat(firstMessage("text/plain", "line".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("bGluZQ==");
    }

    @Test
    void leavesEventsAsTheyAreWhateverTheWebSocketWants() throws Exception {
        assertThat(firstMessage("application/json", "{}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("{}");
    }

    @Test
    void sendsEventsInProtobufWithoutTheirLengthAsBytes() throws Exception {
        byte[] event = {0, 0, 0, 2, 'o', 'k'};

        assertThat(firstMessage("application/vnd.kubernetes.protobuf;stream=watch", event))
                .isEqualTo("bytes ok");
    }

    private record Messages(BlockingQueue<String> queue, StringBuilder part) implements WebSocket.Listener {
        Messages(BlockingQueue<String> queue) {
            this(queue, new StringBuilder());
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                queue.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            queue.add("bytes " + StandardCharsets.UTF_8.decode(data));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            queue.add("closed " + status);
            return null;
        }
    }

    @Test
    void handsOverTheBytesOfAnUpgradedConnection() throws Exception {
        serve((request, response) -> {
            try (var connection = response.upgrade(Headers.of("Connection", "Upgrade", "Upgrade", "echo"))) {
                var buffer = ByteBuffer.allocate(64);
                while (connection.read(buffer) >= 0) {
                    connection.write(buffer.flip());
                    buffer.clear();
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        try (var socket = pki.client()
                .getSocketFactory()
                .createSocket("localhost", server.address().getPort())) {
            var out = socket.getOutputStream();
            var in = socket.getInputStream();
            out.write("GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 101 ").containsIgnoringCase("upgrade: echo");
            var bytes = Arrays.copyOf(large(), 300_000);
            Thread.ofVirtual().start(() -> {
                try {
                    out.write(bytes);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(in.readNBytes(bytes.length)).isEqualTo(bytes);
        }
    }

    @Test
    void answersRequestsUnderWayBeforeItStops() throws Exception {
        var begun = new CountDownLatch(1);
        var more = new CountDownLatch(1);
        serve((request, response) -> {
            begun.countDown();
            awaitQuietly(more);
            response.send(200, "text/plain", "done".getBytes(StandardCharsets.UTF_8));
        });

        try (var client = client(HttpClient.Version.HTTP_2, "")) {
            var answer = client.sendAsync(HttpRequest.newBuilder(uri("/")).build(), BodyHandlers.ofString());
            awaitQuietly(begun);
            var stopping = Thread.ofVirtual().start(server::close);
            more.countDown();

            assertThat(answer.get(10, TimeUnit.SECONDS))
                    .extracting(HttpResponse::body)
                    .isEqualTo("done");
            assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void saysWhichAddressIsTaken() throws Exception {
        serve(HttpServerTest::echo);
        var options = HttpServerOptions.of(server.address(), InstantSource.system());

        assertThatThrownBy(() -> HttpServer.start(options, pki.serverTls(), HttpServerTest::echo))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on")
                .hasMessageContaining(String.valueOf(server.address().getPort()));
    }
}
