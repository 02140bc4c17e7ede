package dev.mudi.acceptance.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Several servers of one cluster on loopback, each with its data directory and ports; control planes without nodes. */
public final class TestServers implements AutoCloseable {
    private static final List<String> SHARED = List.of(
            "ca.crt",
            "ca.key",
            "front-proxy-ca.crt",
            "front-proxy-ca.key",
            "sa.key",
            "sa.pub",
            "etcd/ca.crt",
            "etcd/ca.key");

    private final Map<String, TestCluster> servers = new LinkedHashMap<>();
    private final Map<String, Integer> clientPorts = new LinkedHashMap<>();

    private TestServers() {}

    /** Starts servers of these names; they know each other from the beginning. */
    public static TestServers start(String... names) throws IOException {
        var all = new TestServers();
        var peers = new LinkedHashMap<String, String>();
        for (var name : names) {
            peers.put(name, "https://127.0.0.1:" + FreePorts.next());
        }
        var initial = peers.entrySet().stream()
                .map(peer -> peer.getKey() + "=" + peer.getValue())
                .collect(Collectors.joining(","));
        for (var name : names) {
            int port = FreePorts.next();
            all.clientPorts.put(name, port);
            all.servers.put(
                    name,
                    TestCluster.create(
                            "--server",
                            "--name=" + name,
                            "--listen-peer-urls=" + peers.get(name),
                            "--initial-cluster=" + initial,
                            "--listen-client-urls=https://127.0.0.1:" + port));
        }
        try {
            all.startTogether();
            return all;
        } catch (RuntimeException | Error e) {
            all.close();
            throw e;
        }
    }

    /** The first makes the authorities, the others are given them; each waits for a majority. */
    private void startTogether() {
        var names = List.copyOf(servers.keySet());
        var first = server(names.getFirst());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starts = new ArrayList<CompletableFuture<String>>();
            starts.add(CompletableFuture.supplyAsync(first::up, threads));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.exists(first.dataDir().resolve("pki/etcd/peer.crt")));
            for (var name : names.subList(1, names.size())) {
                var other = server(name);
                copyAuthorities(first.dataDir().resolve("pki"), other.dataDir().resolve("pki"));
                starts.add(CompletableFuture.supplyAsync(other::up, threads));
            }
            assertThat(starts).allSatisfy(start -> assertThat(start.join()).contains("API server ready"));
        }
    }

    private static void copyAuthorities(Path from, Path to) {
        try {
            Files.createDirectories(to.resolve("etcd"));
            for (var name : SHARED) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of them. */
    public TestCluster server(String name) {
        var server = servers.get(name);
        assertThat(server).as(name).isNotNull();
        return server;
    }

    /** The names of all. */
    public List<String> names() {
        return List.copyOf(servers.keySet());
    }

    /** Words by which {@code mudi etcd} and etcdctl reach the store's member of a server. */
    public List<String> endpoint(String name) {
        var pki = server(name).dataDir().resolve("pki/etcd");
        return List.of(
                "--endpoints=https://127.0.0.1:" + clientPorts.get(name),
                "--cacert=" + pki.resolve("ca.crt"),
                "--cert=" + pki.resolve("client.crt"),
                "--key=" + pki.resolve("client.key"));
    }

    @Override
    public void close() throws IOException {
        for (var server : servers.values()) {
            server.close();
        }
    }
}
