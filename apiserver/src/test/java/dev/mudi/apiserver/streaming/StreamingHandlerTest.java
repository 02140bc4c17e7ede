package dev.mudi.apiserver.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Authorizer.Decision;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.KnownObjects;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.Warnings;
import dev.mudi.apiserver.http.HttpServer;
import dev.mudi.apiserver.http.HttpServerOptions;
import dev.mudi.apiserver.http.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way through: client, API server, kubelet; both servers are real, the kubelet's answers are made up. */
@Timeout(30)
class StreamingHandlerTest {
    private static final KnownObjects OBJECTS = new KnownObjects();
    private static final AtomicReference<String> ASKED = new AtomicReference<>("");
    private static final AtomicReference<CountDownLatch> MORE = new AtomicReference<>(new CountDownLatch(0));
    private static final AtomicReference<CountDownLatch> GONE = new AtomicReference<>(new CountDownLatch(0));

    private static TestPki pki;
    private static HttpServer kubelet;
    private static HttpServer front;
    private static HttpClient client;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        pki = TestPki.in(directory);
        var anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        kubelet = HttpServer.start(
                HttpServerOptions.of(anywhere, InstantSource.system()), pki.serverTls(), StreamingHandlerTest::kubelet);
        var handler = new StreamingHandler(
                OBJECTS,
                new TlsNodeConnector(pki.pki().kubeletClient()),
                attributes -> Decision.allow(""),
                new Random(1));
        front = HttpServer.start(
                HttpServerOptions.of(anywhere, InstantSource.system()), pki.serverTls(), (request, response) -> {
                    var context = new RequestContext(
                            request, RequestInfo.of(request), UserInfo.API_SERVER, "id", Instant.EPOCH, new Warnings());
                    try {
                        handler.handle(context, response);
                    } catch (StatusException refusal) {
                        response.send(
                                refusal.status().code(),
                                "text/plain",
                                refusal.status().message().getBytes(StandardCharsets.UTF_8));
                    }
                });
        client = HttpClient.newBuilder().sslContext(pki.client()).build();
        node("n1", kubelet.address().getPort());
        OBJECTS.put("", "pods", pod("web", "n1", "{\"name\":\"c\"}"));
        OBJECTS.put("", "pods", pod("two", "n1", "{\"name\":\"a\"},{\"name\":\"b\"}"));
        OBJECTS.put("", "pods", pod("waiting", "", "{\"name\":\"c\"}"));
    }

    private static void node(String name, int port) {
        OBJECTS.put("", "nodes", """
                {"metadata":{"name":"%s"},"status":{"addresses":[{"type":"Hostname","address":"nowhere.invalid"},
                 {"type":"InternalIP","address":"127.0.0.1"}],"daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}""".formatted(name, port));
    }

    private static String pod(String name, String node, String containers) {
        return "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"%s\"},\"spec\":{\"nodeName\":\"%s\",\"containers\":[%s]}}"
                .formatted(name, node, containers);
    }

    @AfterAll
    static void stop() {
        client.close();
        front.close();
        kubelet.close();
    }

    private static void kubelet(ApiRequest request, ApiResponse response) {
        var who = request.peerCertificates().isEmpty()
                ? "nobody"
                : request.peerCertificates()
                        .getFirst()
                        .getSubjectX500Principal()
                        .getName();
        ASKED.set(request.method() + " " + request.rawPath() + "?"
                + request.query().raw() + " " + who);
        switch (request.path().split("/", -1)[1]) {
            case "containerLogs" -> logs(response);
            case "exec" -> echo(request.headers().get("X-Stream-Protocol-Version"), response);
            case "stats" -> response.send(200, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
            default ->
                response.send(
                        400, "text/plain", "container \"c\" is waiting to start".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void logs(ApiResponse response) {
        try (var stream = response.stream(200, "text/plain", Headers.NONE)) {
            stream.onClose(GONE.get()::countDown);
            stream.write(ByteBuffer.wrap("one\n".getBytes(StandardCharsets.UTF_8)));
            stream.flush();
            assertThat(MORE.get().await(20, TimeUnit.SECONDS)).isTrue();
            stream.write(ByteBuffer.wrap("two\n".getBytes(StandardCharsets.UTF_8)));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void echo(String protocol, ApiResponse response) {
        var headers = Headers.of("Connection", "Upgrade", "Upgrade", "SPDY/3.1", "X-Stream-Protocol-Version", protocol);
        try (var connection = response.upgrade(headers)) {
            var buffer = ByteBuffer.allocate(100);
            while (connection.read(buffer) >= 0) {
                connection.write(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest get(String path) {
        return HttpRequest.newBuilder(
                        URI.create("https://localhost:" + front.address().getPort() + path))
                .build();
    }

    private static HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return client.send(get(path), BodyHandlers.ofString());
    }

    @Test
    void followsLogsAsTheyCome() throws Exception {
        MORE.set(new CountDownLatch(1));
        var answer = client.send(
                get("/api/v1/namespaces/shop/pods/web/log?follow=true&tailLines=5&pretty=true"),
                BodyHandlers.ofInputStream());
        try (var body = answer.body()) {
            assertThat(new String(body.readNBytes(4), StandardCharsets.UTF_8)).isEqualTo("one\n");
            MORE.get().countDown();
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("two\n");
        }
        assertThat(ASKED.get())
                .startsWith("GET /containerLogs/shop/web/c?follow=true&tailLines=5 ")
                .contains("CN=kube-apiserver-kubelet-client");
    }

    @Test
    void letsTheKubeletKnowWhenAFollowerLeaves() throws Exception {
        GONE.set(new CountDownLatch(1));
        MORE.set(new CountDownLatch(1));
        var own = HttpClient.newBuilder().sslContext(pki.client()).build();
        var answer = own.send(get("/api/v1/namespaces/shop/pods/web/log?follow=true"), BodyHandlers.ofInputStream());
        assertThat(answer.body().readNBytes(4)).hasSize(4);

        answer.body().close();
        own.shutdownNow();

        assertThat(GONE.get().await(10, TimeUnit.SECONDS)).isTrue();
        MORE.get().countDown();
    }

    @Test
    void pipesTheBytesOfAnUpgradedExec() throws Exception {
        try (var socket = pki.client()
                .getSocketFactory()
                .createSocket("localhost", front.address().getPort())) {
            socket.getOutputStream().write("""
                            POST /api/v1/namespaces/shop/pods/web/exec?command=sh&command=-c&stdin=true&stdout=true&tty=true HTTP/1.1\r
                            Host: localhost\r
                            Connection: Upgrade\r
                            Upgrade: SPDY/3.1\r
                            X-Stream-Protocol-Version: v4.channel.k8s.io\r
                            Content-Length: 0\r
                            \r
                            """.getBytes(StandardCharsets.US_ASCII));
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            assertThat(head.toString())
                    .startsWith("HTTP/1.1 101 ")
                    .containsIgnoringCase("X-Stream-Protocol-Version: v4.channel.k8s.io")
                    .containsIgnoringCase("Upgrade: SPDY/3.1");
            socket.getOutputStream().write("through and back".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(16), StandardCharsets.US_ASCII))
                    .isEqualTo("through and back");
        }
        assertThat(ASKED.get()).startsWith("POST /exec/shop/web/c?input=1&output=1&tty=1&command=sh&command=-c ");
    }

    @Test
    void saysWhatIsWrongWithAPodOrContainer() throws Exception {
        assertThat(ask("/api/v1/namespaces/shop/pods/none/log").body()).isEqualTo("pods \"none\" not found");
        assertThat(ask("/api/v1/namespaces/shop/pods/two/log").body())
                .isEqualTo("a container name must be specified for pod two, choose one of: [a b]");
        assertThat(ask("/api/v1/namespaces/shop/pods/web/log?container=x").body())
                .isEqualTo("container x is not valid for pod web");
        assertThat(ask("/api/v1/namespaces/shop/pods/web/exec?command=sh").body())
                .isEqualTo("Upgrade request required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tailLines=x|strconv.ParseInt: parsing \"x\": invalid syntax",
                "tailLines=-1|PodLogOptions \"none\" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0",
                "limitBytes=0|PodLogOptions \"none\" is invalid: limitBytes: Invalid value: 0: must be greater than 0",
                "sinceSeconds=0|PodLogOptions \"none\" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0",
                "sinceTime=x|parsing time \"x\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"x\" as \"2006\"",
                "sinceTime=x&sinceSeconds=1&tailLines=y|parsing time \"x\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"x\" as \"2006\"",
                "sinceTime=&sinceSeconds=1|PodLogOptions \"none\" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
                "stream=All|PodLogOptions \"none\" is invalid: stream: Forbidden: may not be specified",
            })
    void saysWhatIsWrongWithTheOptionsOfALogBeforeItLooksForThePod(String query, String message) throws Exception {
        assertThat(ask("/api/v1/namespaces/shop/pods/none/log?" + query).body()).isEqualTo(message);
    }

    @Test
    void aPodWithoutANodeHasAnEmptyLog() throws Exception {
        var answer = ask("/api/v1/namespaces/shop/pods/waiting/log");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void tellsTheKubeletTheMomentInUtc() throws Exception {
        ask("/api/v1/namespaces/shop/pods/web/log?sinceTime=2026-01-31T13:00:00.5%2B01:00&tailLines=%2B5");

        assertThat(ASKED.get())
                .startsWith("GET /containerLogs/shop/web/c?tailLines=5&sinceTime=2026-01-31T12%3A00%3A00Z ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|log|405",
                "PUT|exec|405",
                "DELETE|portforward|405",
                "GET|log/more|404",
                "POST|exec?dryRun=All|400",
                "DELETE|proxy/?dryRun=All|400",
            })
    void streamsHaveTheirOwnMethodsAndAreNeverTried(String method, String rest, int code) throws Exception {
        var request = HttpRequest.newBuilder(get("/api/v1/namespaces/shop/pods/web/" + rest), (name, value) -> true)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(code);
    }

    @Test
    void saysThatANodeCannotBeReached() throws Exception {
        node("n2", 1);
        OBJECTS.put("", "pods", pod("far", "n2", "{\"name\":\"c\"}"));

        var answer = ask("/api/v1/namespaces/shop/pods/far/log");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("dial tcp 127.0.0.1:1");
    }

    @Test
    void proxiesToTheKubelet() throws Exception {
        assertThat(ask("/api/v1/nodes/n1/proxy/stats/summary?only_cpu_and_memory=true")
                        .body())
                .isEqualTo("{}");
        assertThat(ASKED.get()).startsWith("GET /stats/summary?only_cpu_and_memory=true ");

        var bare = ask("/api/v1/nodes/n1/proxy");
        assertThat(bare.statusCode()).isEqualTo(301);
        assertThat(bare.headers().firstValue("location")).hasValue("/api/v1/nodes/n1/proxy/");
    }
}
