package dev.mudi.apiserver.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.Authorizer.Decision;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.KnownObjects;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.QueryParameters;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.Warnings;
import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.streaming.NodeConnector.Target;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client of a proxy path sees of a backend, and the backend of the client. */
@Timeout(30)
class ProxyTest {
    private static final String POD = "/api/v1/namespaces/shop/pods/";
    private static final String SERVICE = "/api/v1/namespaces/shop/services/";

    private final KnownObjects objects = new KnownObjects();
    private final AtomicReference<Target> connected = new AtomicReference<>();
    private final AtomicReference<String> asked = new AtomicReference<>("");
    private HttpServer backend;
    private StreamingHandler handler;

    @BeforeEach
    void start() throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            asked.set(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Forwarded-Uri") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, "ok", "text/plain");
        });
        backend.start();
        handler = new StreamingHandler(objects, this::connect, attributes -> Decision.allow(""), new Random(1));
        objects.put("", "pods", """
                {"metadata":{"namespace":"shop","name":"proxy-1"},"spec":{"nodeName":"n","containers":[{"name":"a"},
                 {"name":"b","ports":[{"containerPort":8080}]}]},"status":{"podIP":"10.1.0.1","podIPs":[{"ip":"10.1.0.1"}]}}""");
        objects.put("", "services", """
                {"metadata":{"namespace":"shop","name":"front"},"spec":{"ports":[{"name":"web","port":80},{"name":"tls","port":443}]}}""");
    }

    @AfterEach
    void stop() {
        backend.stop(0);
    }

    private Socket connect(Target target) throws IOException {
        connected.set(target);
        if (target.port() == 1) {
            throw new IOException("dial tcp 10.1.0.1:1: connect: connection refused", new ConnectException());
        }
        return new Socket(InetAddress.getLoopbackAddress(), backend.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, String body, String type) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.getResponseHeaders().add("Access-Control-Allow-Origin", "*");
        exchange.sendResponseHeaders(200, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private MemoryResponse ask(String method, String path, String body) {
        var request = new MemoryRequest(
                method,
                path,
                Headers.of("Host", "api.example.com", "Authorization", "Bearer secret"),
                body.getBytes(StandardCharsets.UTF_8),
                UserInfo.API_SERVER);
        var context = new RequestContext(
                request, RequestInfo.of(request), UserInfo.API_SERVER, "id", Instant.EPOCH, new Warnings());
        var response = new MemoryResponse();
        handler.handle(context, response);
        return response;
    }

    /** A request whose body is not in memory, and has no length before it ends. */
    private record Flowing(ApiRequest request, InputStream bodyStream) implements ApiRequest {
        @Override
        public String method() {
            return request.method();
        }

        @Override
        public String path() {
            return request.path();
        }

        @Override
        public String rawPath() {
            return request.rawPath();
        }

        @Override
        public QueryParameters query() {
            return request.query();
        }

        @Override
        public Headers headers() {
            return request.headers();
        }

        @Override
        public byte[] body() {
            throw new AssertionError("nobody needs the whole body");
        }

        @Override
        public long bodyLength() {
            return -1;
        }

        @Override
        public List<X509Certificate> peerCertificates() {
            return List.of();
        }

        @Override
        public InetSocketAddress remote() {
            return request.remote();
        }

        @Override
        public Optional<UserInfo> trustedUser() {
            return request.trustedUser();
        }
    }

    private MemoryResponse flow(InputStream body) {
        var head = new MemoryRequest("POST", POD + "proxy-1/proxy/in", Headers.NONE, new byte[0], UserInfo.API_SERVER);
        var context = new RequestContext(
                new Flowing(head, body),
                RequestInfo.of(head),
                UserInfo.API_SERVER,
                "id",
                Instant.EPOCH,
                new Warnings());
        var response = new MemoryResponse();
        handler.handle(context, response);
        return response;
    }

    @Test
    void aBodyFlowsThroughInChunks() {
        var text = "flowing ".repeat(100_000);

        assertThat(flow(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                        .text())
                .isEqualTo("ok");
        assertThat(asked.get()).isEqualTo("POST /in " + POD + "proxy-1/proxy/in " + text);
    }

    @Test
    void aBodyThatBreaksOffIsNotEndedAtTheBackend() {
        var broken = new SequenceInputStream(
                new ByteArrayInputStream("part".getBytes(StandardCharsets.UTF_8)), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new EOFException("the client has left before the end of the body");
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        return read();
                    }
                });

        assertThatThrownBy(() -> flow(broken)).isInstanceOf(StatusException.class);
        assertThat(asked.get()).isEmpty();
    }

    private String reached(String path) {
        ask("GET", path, "");
        return connected.get().authority() + " " + connected.get().security();
    }

    private String refusal(String path) {
        var refusal = new AtomicReference<StatusException>();
        assertThatThrownBy(() -> ask("GET", path, "")).isInstanceOfSatisfying(StatusException.class, refusal::set);
        return refusal.get().status().code() + " " + refusal.get().status().message();
    }

    @Test
    void passesEveryMethodPathQueryAndBody() {
        for (var method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
            assertThat(ask(method, POD + "proxy-1/proxy/a/b%2Fc/?x=1&y=%20", "body")
                            .text())
                    .isEqualTo("ok");
            assertThat(asked.get()).isEqualTo(method + " /a/b%2Fc/?x=1&y=%20 " + POD + "proxy-1/proxy/a/b%2Fc/ body");
        }
        assertThat(ask("POST", POD + "proxy-1/proxy", "").text()).isEqualTo("ok");
        assertThat(asked.get()).startsWith("POST / ");
    }

    @Test
    void sendsAClientToTheRootWithItsSlash() {
        var answer = ask("GET", POD + "proxy-1/proxy?a=b", "");

        assertThat(answer.code()).isEqualTo(301);
        assertThat(answer.headers().get("Location")).isEqualTo(POD + "proxy-1/proxy/?a=b");
    }

    @Test
    void findsThePortOfAPod() {
        assertThat(reached(POD + "proxy-1/proxy/")).isEqualTo("10.1.0.1:8080 PLAIN");
        assertThat(reached(POD + "proxy-1:99/proxy/")).isEqualTo("10.1.0.1:99 PLAIN");
        assertThat(reached(POD + "https:proxy-1:443/proxy/")).isEqualTo("10.1.0.1:443 TLS");
        assertThat(refusal(POD + "ftp:proxy-1:443/proxy/")).isEqualTo("400 invalid pod request \"ftp:proxy-1:443\"");
        assertThat(refusal(POD + "none/proxy/")).isEqualTo("404 pods \"none\" not found");
        assertThat(refusal(POD + "proxy-1:1/proxy/"))
                .isEqualTo("503 error trying to reach service: dial tcp 10.1.0.1:1: connect: connection refused");
    }

    @Test
    void reachesNoAddressThatIsTheServersOwn() {
        for (var address : new String[] {"", "127.0.0.1", "169.254.169.254", "::1", "224.0.0.1"}) {
            objects.put("", "pods", """
                    {"metadata":{"namespace":"shop","name":"own"},"spec":{"containers":[]},"status":{"podIPs":[{"ip":"%s"}]}}""".formatted(address));
            assertThat(refusal(POD + "own:80/proxy/")).isEqualTo("400 address not allowed");
        }
    }

    @Test
    void findsAPodBehindAServiceByNameOrNumberOfThePort() {
        assertThat(refusal(SERVICE + "front/proxy/")).isEqualTo("404 services \"front\" not found");
        endpoints("proxy-1", "10.1.0.1");

        assertThat(reached(SERVICE + "front:web/proxy/")).isEqualTo("10.1.0.1:8080 PLAIN");
        assertThat(reached(SERVICE + "front:80/proxy/")).isEqualTo("10.1.0.1:8080 PLAIN");
        assertThat(reached(SERVICE + "https:front:tls/proxy/")).isEqualTo("10.1.0.1:8443 TLS");
        assertThat(reached(SERVICE + "http:front:443/proxy/")).isEqualTo("10.1.0.1:8443 PLAIN");
        assertThat(refusal(SERVICE + "front:81/proxy/"))
                .isEqualTo("503 no service port 81 found for service \"front\"");
        assertThat(refusal(SERVICE + "front:x/proxy/")).isEqualTo("503 no endpoints available for service \"front:x\"");
    }

    @Test
    void reachesNothingBehindAServiceThatIsNoPod() {
        endpoints("other", "10.1.0.1");
        assertThat(refusal(SERVICE + "front:web/proxy/"))
                .isEqualTo("503 no endpoints available for service \"front:web\"");
        endpoints("proxy-1", "10.9.9.9");
        assertThat(refusal(SERVICE + "front:web/proxy/"))
                .isEqualTo("503 no endpoints available for service \"front:web\"");
    }

    private void endpoints(String pod, String address) {
        objects.put("", "endpoints", """
                {"metadata":{"namespace":"shop","name":"front"},"subsets":[{"addresses":[{"ip":"%s",
                 "targetRef":{"kind":"Pod","namespace":"shop","name":"%s"}}],"ports":[{"name":"web","port":8080},{"name":"tls","port":8443}]}]}""".formatted(address, pod));
    }

    @Test
    void leadsRedirectsAndLinksBackThroughTheProxy() {
        backend.createContext("/old", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://10.1.0.1:8080/new/?a=b#c");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        backend.createContext("/page", exchange -> answer(exchange, PAGE, "text/html; charset=utf-8"));

        assertThat(ask("GET", POD + "proxy-1/proxy/old", "").headers().get("Location"))
                .isEqualTo(POD + "proxy-1/proxy/new/?a=b#c");
        var page = ask("GET", POD + "proxy-1/proxy/page", "");
        assertThat(page.text())
                .isEqualTo(PAGE.replace("\"/x", "\"" + POD + "proxy-1/proxy/x")
                        .replace("'http://10.1.0.1:8080/y&amp;z'", "\"" + POD + "proxy-1/proxy/y&amp;z\""));
        assertThat(page.headers().has("Access-Control-Allow-Origin")).isFalse();
    }

    private static final String PAGE = """
            <!DOCTYPE html><html><!-- <a href="/c"> --><HEAD><link rel=stylesheet href="/x.css"><script src="/x.js">if (a<b) "<a href=/c>"</script></head>
            <body><a class="q" href='http://10.1.0.1:8080/y&amp;z'>y</a><a href="relative">r</a><a href="https://example.com/x">e</a>
            <img alt="a > b" src="/x.png" ><p title="/c">1 < 2 &amp; 3</p></body></html>""";

    @Test
    void readsAndWritesACompressedPage() throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write("<a href=\"/x\">x</a>".getBytes(StandardCharsets.UTF_8));
        }
        var answer = new ProxiedAnswer(new ProxyLinks("/p/proxy", "10.1.0.1:80", ""));
        var head = new Backend.Head(200, Headers.of("Content-Type", "text/html", "Content-Encoding", "gzip"));
        var out = new ByteArrayOutputStream();

        try (var page = answer.writing(head, out)) {
            answer.reading(head, new ByteArrayInputStream(compressed.toByteArray()))
                    .transferTo(page);
        }

        var read = new GZIPInputStream(new ByteArrayInputStream(out.toByteArray()));
        assertThat(new String(read.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("<a href=\"/p/proxy/x\">x</a>");
    }
}
