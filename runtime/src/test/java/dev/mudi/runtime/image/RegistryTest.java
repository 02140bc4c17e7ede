package dev.mudi.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mudi.runtime.cri.AuthConfig;
import dev.mudi.runtime.cri.CriException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls from a small registry in this process: token flow, an index, and a connection that breaks off. */
class RegistryTest {

    @TempDir
    private Path directory;

    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final List<String> requests = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final Set<String> cutOnce = ConcurrentHashMap.newKeySet();
    private HttpServer server;
    private String host;
    private ImageStore store;
    private Registry registry;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host = "127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/v2/", this::serve);
        server.createContext("/token", exchange -> {
            String credentials = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add("token " + credentials);
            answer(exchange, 200, "{\"token\":\"t0k3n\"}".getBytes(StandardCharsets.UTF_8));
        });
        server.start();
        store = new ImageStore(directory.resolve("images"), BuiltInImages.NONE, Set::of);
        registry = new Registry(store);
        publish();
    }

    @AfterEach
    void stop() {
        registry.close();
        server.stop(0);
    }

    private void publish() throws IOException {
        Path archive = directory.resolve("image.tar");
        ImageBuilder.named("app:1").file("data", "x".repeat(300_000), 0644).writeTo(archive);
        byte[] manifest = new byte[0];
        try (var tar = new TarFile(archive)) {
            for (var entry : tar.getEntries()) {
                byte[] bytes = tar.getInputStream(entry).readAllBytes();
                String digest = Digests.of(bytes);
                blobs.put(digest, bytes);
                if (new String(bytes, StandardCharsets.UTF_8).contains("\"layers\":[{")) {
                    manifest = bytes;
                }
            }
        }
        manifests.put(Digests.of(manifest), manifest);
        String index = """
                {"schemaVersion":2,"manifests":[
                 {"digest":"sha256:%s","platform":{"os":"linux","architecture":"s390x"}},
                 {"digest":"%s","platform":{"os":"linux","architecture":"%s"}}]}
                """.formatted("0".repeat(64), Digests.of(manifest), Platform.architecture());
        manifests.put("latest", index.getBytes(StandardCharsets.UTF_8));
        manifests.put("plain", manifest);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(path + (range == null ? "" : " " + range));
        if (!"Bearer t0k3n".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders()
                    .add(
                            "WWW-Authenticate",
                            "Bearer realm=\"http://" + host
                                    + "/token\",service=\"test\",scope=\"repository:team/app:pull\"");
            answer(exchange, 401, new byte[0]);
            return;
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        byte[] content = (path.contains("/manifests/") ? manifests : blobs).get(name);
        if (!path.startsWith("/v2/team/app/") || content == null) {
            answer(exchange, 404, new byte[0]);
        } else if (range != null) {
            int from = Integer.parseInt(range.replaceAll("\\D", ""));
            answer(exchange, 206, Arrays.copyOfRange(content, from, content.length));
        } else if (content.length > 100_000 && cutOnce.add(name)) {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 100_000);
            exchange.getResponseBody().flush();
            exchange.close();
        } else {
            answer(exchange, 200, content);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] content) throws IOException {
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    @Test
    void pullsThroughTokenIndexAndABrokenConnection() throws IOException {
        var credentials =
                AuthConfig.newBuilder().setUsername("me").setPassword("secret").build();
        var image = registry.pull(host + "/team/app", credentials);
        assertThat(image.tags()).containsExactly(host + "/team/app:latest");
        assertThat(image.digests()).containsExactly(host + "/team/app@" + Digests.of(manifests.get("latest")));
        assertThat(store.find(host + "/team/app")).contains(image);
        assertThat(requests).contains("token Basic bWU6c2VjcmV0");
        assertThat(requests).anyMatch(request -> request.matches(".* bytes=\\d{4,}-"));
        try (var left = Files.list(directory.resolve("images/downloads"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void downloadsNoLayerTwice() throws IOException {
        registry.pull(host + "/team/app:plain", AuthConfig.getDefaultInstance());
        var before = new ArrayList<>(requests);
        registry.pull(host + "/team/app:plain", AuthConfig.getDefaultInstance());
        assertThat(requests.subList(before.size(), requests.size()))
                .filteredOn(request -> request.contains("/blobs/"))
                .hasSize(1);
    }

    @Test
    void saysWhatTheRegistryRefuses() {
        assertThatThrownBy(() -> registry.pull(host + "/team/app:none", AuthConfig.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        CriException.class, e -> assertThat(e.code()).isEqualTo(CriException.Code.NOT_FOUND))
                .hasMessageContaining("team/app:none: not found");
        assertThatThrownBy(() -> registry.pull("127.0.0.1:1/team/app", AuthConfig.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        CriException.class, e -> assertThat(e.code()).isEqualTo(CriException.Code.UNAVAILABLE))
                .hasMessageContaining("can't reach 127.0.0.1");
    }

    @Test
    void refusesContentWithAnotherDigest() {
        String digest = "sha256:" + "1".repeat(64);
        manifests.put(digest, manifests.get("plain"));
        assertThatThrownBy(() -> registry.pull(host + "/team/app@" + digest, AuthConfig.getDefaultInstance()))
                .hasMessageContaining("the registry sent a manifest with the digest");
        blobs.replaceAll((name, content) -> content.length > 100_000 ? new byte[content.length] : content);
        assertThatThrownBy(() -> registry.pull(host + "/team/app:plain", AuthConfig.getDefaultInstance()))
                .hasMessageContaining("the registry sent a blob with the digest");
        assertThat(store.list()).isEmpty();
    }
}
