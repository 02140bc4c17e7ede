package dev.mudi.kubelet.prober;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mudi.kubelet.hollow.HollowAddresses;
import dev.mudi.kubelet.hollow.HollowRuntime;
import dev.mudi.kubelet.pod.Sketch;
import dev.mudi.kubelet.prober.ProbeOutcome.Kind;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetworkProbesTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final AtomicReference<String> agent = new AtomicReference<>("");
    private final AtomicReference<String> host = new AtomicReference<>("");
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            agent.set(exchange.getRequestHeaders().getFirst("User-Agent"));
            host.set(exchange.getRequestHeaders().getFirst("Host"));
            var path = exchange.getRequestURI().getPath();
            int code = path.startsWith("/code/") ? Integer.parseInt(path.substring(6)) : 200;
            if (path.equals("/moved")) {
                exchange.getResponseHeaders().add("Location", "/code/204");
                code = 302;
            } else if (path.equals("/away")) {
                exchange.getResponseHeaders().add("Location", "http://elsewhere.test/");
                code = 302;
            }
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private ProbeOutcome get(String path, HTTPHeader... headers) {
        return HttpProbe.get(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path), List.of(headers), TIMEOUT);
    }

    @Test
    void answersFrom200To399AreGood() {
        assertThat(get("/").kind()).isEqualTo(Kind.SUCCESS);
        assertThat(get("/code/399").kind()).isEqualTo(Kind.SUCCESS);
        assertThat(get("/code/400")).isEqualTo(ProbeOutcome.failure("HTTP probe failed with statuscode: 400"));
        assertThat(get("/code/503").output()).isEqualTo("HTTP probe failed with statuscode: 503");
        assertThat(agent.get()).isEqualTo("kube-probe/1.36");
    }

    @Test
    void redirectsAreFollowedOnTheHostOnly() {
        assertThat(get("/moved").kind()).isEqualTo(Kind.SUCCESS);
        assertThat(get("/away").kind()).isEqualTo(Kind.WARNING);
    }

    @Test
    void headersOfTheProbeGoOverTheUsualOnes() {
        get("/", new HTTPHeader("Host", "web.test"), new HTTPHeader("User-Agent", "mine"));

        assertThat(host.get()).isEqualTo("web.test");
        assertThat(agent.get()).isEqualTo("mine");
    }

    @Test
    void aPortWhereNobodyListensIsAFailureThatSaysSo() {
        var outcome = HttpProbe.get(URI.create("http://127.0.0.1:1/"), List.of(), TIMEOUT);

        assertThat(outcome.kind()).isEqualTo(Kind.FAILURE);
        assertThat(outcome.output())
                .isEqualTo("Get \"http://127.0.0.1:1/\": dial tcp 127.0.0.1:1: connect: connection refused");
    }

    @Test
    void aServerThatSaysNothingTimesOut() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");

            assertThat(HttpProbe.get(uri, List.of(), Duration.ofMillis(200)).output())
                    .contains("context deadline exceeded");
        }
    }

    @Test
    void portsMayBeNamed() {
        var runtime = new HollowRuntime(new HollowAddresses("10.1.0.0/24"), "127.0.0.1", InstantSource.system());
        var container = new ContainerBuilder(Sketch.container("a"))
                .addNewPort()
                .withName("http")
                .withContainerPort(server.getAddress().getPort())
                .endPort()
                .build();
        var target = new ProbeTarget(Sketch.pod("Always", container).build(), container, "a-0", "127.0.0.1");
        var probes = new ContainerProbes(runtime);

        var named = new ProbeBuilder()
                .withNewTcpSocket()
                .withPort(new IntOrString("http"))
                .endTcpSocket()
                .build();
        assertThat(probes.run(named, target).kind()).isEqualTo(Kind.SUCCESS);
        var unknown = new ProbeBuilder()
                .withNewTcpSocket()
                .withPort(new IntOrString("other"))
                .endTcpSocket()
                .build();
        assertThat(probes.run(unknown, target)).isEqualTo(ProbeOutcome.error("could not find port by name: other"));
        var exec =
                new ProbeBuilder().withNewExec().withCommand("true").endExec().build();
        assertThat(probes.run(exec, target).kind()).isEqualTo(Kind.SUCCESS);
    }

    @Test
    void aGrpcProbeReadsTheStatusOfTheHealthService() throws Exception {
        try (var health = new GrpcHealthServer()) {
            assertThat(GrpcProbe.check("127.0.0.1", health.port(), "up", TIMEOUT)
                            .kind())
                    .isEqualTo(Kind.SUCCESS);
            assertThat(GrpcProbe.check("127.0.0.1", health.port(), "down", TIMEOUT)
                            .output())
                    .isEqualTo("service unhealthy (responded with \"NOT_SERVING\")");
        }
    }
}
