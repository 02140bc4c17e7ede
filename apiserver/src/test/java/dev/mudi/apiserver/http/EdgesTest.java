package dev.mudi.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.DevServer;
import dev.mudi.apiserver.UserInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The edges of HTTP as clients meet them, on a whole server over TLS. */
@Timeout(60)
class EdgesTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private static DevServer dev;
    private static SSLContext tls;
    private static HttpClient admin;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        dev = DevServer.start(directory, 0);
        tls = new TestPki(dev.pki()).client("root", UserInfo.MASTERS);
        admin = HttpClient.newBuilder().sslContext(tls).build();
    }

    @AfterAll
    static void stop() throws IOException {
        admin.close();
        dev.close();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(dev.server().uri() + path)).header("Content-Type", "application/json");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return admin.send(request.build(), BodyHandlers.ofString());
    }

    private static SSLSocket socket() throws IOException {
        return (SSLSocket) tls.getSocketFactory()
                .createSocket("localhost", dev.server().address().getPort());
    }

    private static void write(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String head(SSLSocket socket) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                return head + "(end)";
            }
            head.append((char) b);
        }
        return head.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD,/api/v1/pods",
        "HEAD,/version",
        "HEAD,/api",
        "HEAD,/apis/apps/v1",
        "OPTIONS,/api/v1/pods",
        "TRACE,/api/v1/pods",
        "POST,/version",
        "HEAD,/openid/v1/jwks",
        "POST,/.well-known/openid-configuration",
        "POST,/api"
    })
    void allowsOnObjectsOnlyTheirOwnMethods(String method, String path) throws Exception {
        var answer =
                send(to(path).method(method, BodyPublishers.noBody()).header("Origin", "http://elsewhere.example"));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/metrics", "/openapi/v3"})
    void answersHeadOfItsPages(String path) throws Exception {
        var answer = send(to(path).method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void goesOnWithABodyThatWaitsToBeAskedForAndComesInChunks() throws Exception {
        try (var socket = socket()) {
            write(
                    socket,
                    "POST " + MAPS + "?dryRun=All HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
            assertThat(head(socket)).startsWith("HTTP/1.1 100 ");
            for (var part : "{\"metadata\":|{\"name\":\"chunked\"}}".split("\\|", -1)) {
                write(socket, Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
            }
            write(socket, "0\r\n\r\n");
            assertThat(head(socket)).startsWith("HTTP/1.1 201 ");
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        try (var socket = socket()) {
            write(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(head(socket)).startsWith("HTTP/1.1 200 ");
            assertThat(new String(socket.getInputStream().readNBytes(2), StandardCharsets.US_ASCII))
                    .isEqualTo("ok");
            assertThat(head(socket)).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void boundsHeadersAndLets431And414ReachTheClientThatStillSends() throws Exception {
        var header = " HTTP/1.1\r\nHost: x\r\nX-Big: ";
        assertThat(answerTo("GET /version" + header + "b".repeat(300_000))).startsWith("HTTP/1.1 431 ");
        assertThat(answerTo("GET /version?x=" + "b".repeat(300_000) + " HTTP/1.1\r\nHost: x"))
                .startsWith("HTTP/1.1 414 ");
        assertThat(answerTo("GET /version" + header + "b".repeat(200_000))).startsWith("HTTP/1.1 200 ");
    }

    private static String answerTo(String request) throws IOException {
        try (var socket = socket()) {
            write(socket, request + "\r\n\r\n");
            return head(socket);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"})
    void refusesWhatIsNoRequest(String text) throws Exception {
        try (var socket = socket()) {
            write(socket, text);

            assertThat(head(socket)).startsWith("HTTP/1.1 400 ");
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void refusesABodyBeyondTheLimitWithAStatus(HttpClient.Version version) throws Exception {
        var answer = send(to(MAPS).version(version).POST(BodyPublishers.ofString("a".repeat(3 * 1024 * 1024 + 1))));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body())
                .contains(
                        "\"message\":\"Request entity too large: limit is 3145728\"",
                        "\"reason\":\"RequestEntityTooLarge\"");
    }

    @Test
    void unpacksNoBody() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"metadata\":{\"name\":\"packed\"}}".getBytes(StandardCharsets.UTF_8));
        }
        var answer = send(
                to(MAPS).header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(packed.toByteArray())));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void saysWhichEncodingsItSpeaks() throws Exception {
        var refused = send(to(MAPS).header("Accept", "text/plain"));
        assertThat(refused.statusCode()).isEqualTo(406);
        assertThat(refused.body())
                .contains("406: Not Acceptable\\n"
                        + "\\n"
                        + "Available representations: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf, application/json;stream=watch,"
                        + " application/vnd.kubernetes.protobuf;stream=watch");

        var unknown = send(HttpRequest.newBuilder(URI.create(dev.server().uri() + MAPS))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("x")));
        assertThat(unknown.statusCode()).isEqualTo(415);
        assertThat(unknown.body())
                .contains("accepted media types include: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf");

        var patch = send(to(MAPS + "/none").method("PATCH", BodyPublishers.ofString("{}")));
        assertThat(patch.statusCode()).isEqualTo(415);
        assertThat(patch.body()).contains("415: Unsupported Media Type");
    }

    /** Collects messages. */
    private static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
        private final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            texts.add(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer bytes, boolean last) {
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            binaries.add(copy);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.add(status);
            return null;
        }
    }

    private static WebSocket watch(Listener listener, String accept) {
        var uri = dev.server().uri().toString().replace("https:", "wss:")
                + "/api/v1/namespaces/default/configmaps?watch=true&fieldSelector=metadata.name%3Dkube-watched";
        return admin.newWebSocketBuilder()
                .header("Accept", accept)
                .buildAsync(URI.create(uri), listener)
                .join();
    }

    @Test
    void watchesOverWebSocketsInJsonAndProtobuf() throws Exception {
        var json = new Listener();
        var protobuf = new Listener();
        var first = watch(json, "application/json");
        var second = watch(protobuf, "application/vnd.kubernetes.protobuf;stream=watch");

        send(to(MAPS).POST(BodyPublishers.ofString("{\"metadata\":{\"name\":\"kube-watched\"}}")));

        assertThat(json.texts.poll(20, TimeUnit.SECONDS)).startsWith("{\"type\":\"ADDED\",\"object\":{");
        var event = protobuf.binaries.poll(20, TimeUnit.SECONDS);
        // WatchEvent: field 1 is the type, without a length before the message.
        assertThat(new String(event, 0, 7, StandardCharsets.ISO_8859_1)).isEqualTo("\n\u0005ADDED");
        assertThat(new String(event, StandardCharsets.ISO_8859_1)).contains("k8s\0", "kube-watched");
        first.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        assertThat(json.closed.poll(20, TimeUnit.SECONDS))
                .as("its close is answered")
                .isEqualTo(1000);
        second.abort();
    }
}
