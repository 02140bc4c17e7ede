package dev.mudi.etcd.grpc;

import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdContract;
import dev.mudi.etcd.EtcdException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on etcd itself, by our client: what shows that the contract is etcd's. Needs etcd on the path (Debian's
 * package etcd-server), and so runs only when asked for: {@code -Dtest=ExternalEtcdIT}.
 */
class ExternalEtcdIT extends EtcdContract {
    @TempDir
    Path directory;

    private Process process;

    @Override
    protected Etcd open() throws IOException {
        int port = freePort();
        var url = "http://127.0.0.1:" + port;
        var peer = "http://127.0.0.1:" + freePort();
        process = new ProcessBuilder(
                        "etcd",
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
        return client;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stopEtcd() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
