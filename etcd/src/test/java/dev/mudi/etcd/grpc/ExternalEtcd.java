package dev.mudi.etcd.grpc;

import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.EtcdException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** etcd itself, as a process of its own (Debian's package etcd-server), with an empty store. */
final class ExternalEtcd implements AutoCloseable {
    private final Process process;
    private final int port;
    private final EtcdClient client;

    private ExternalEtcd(Process process, int port, EtcdClient client) {
        this.process = process;
        this.port = port;
        this.client = client;
    }

    static ExternalEtcd start(Path directory) throws IOException {
        int port = freePort();
        var url = "http://127.0.0.1:" + port;
        var peer = "http://127.0.0.1:" + freePort();
        var process = new ProcessBuilder(
                        DebianPackages.program("etcd-server", "etcd"),
                        "--data-dir=" + directory.resolve("etcd"),
                        "--listen-client-urls=" + url,
                        "--advertise-client-urls=" + url,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("etcd.log").toFile())
                .start();
        var endpoint = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var client = EtcdClient.connect(EtcdClientOptions.of(List.of(endpoint), Optional.empty()));
        await().ignoreException(EtcdException.class).until(() -> client.revision() > 0);
        return new ExternalEtcd(process, port, client);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    EtcdClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
        await().until(() -> !process.isAlive());
    }
}
