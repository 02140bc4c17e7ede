package dev.mudi.etcd.grpc;

import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** An embedded store, our server on it, and our client of that. */
public final class ServedEtcd implements AutoCloseable {
    private final EmbeddedEtcd store;
    private final Optional<TestCertificate> certificate;
    private final EtcdClient client;
    private final int port;
    private EtcdServer server;

    private ServedEtcd(EtcdOptions options, Optional<TestCertificate> certificate) throws IOException {
        this.certificate = certificate;
        store = EmbeddedEtcd.open(options);
        port = FreePorts.next(); // not the kernel's choice: whoever connects to it while nobody listens could take it
        server = serve(port);
        client = EtcdClient.connect(
                EtcdClientOptions.of(List.of(loopback(port)), certificate.map(TestCertificate::client)));
    }

    /** In the clear. */
    public static ServedEtcd start(Path directory) throws IOException {
        return new ServedEtcd(options(directory), Optional.empty());
    }

    /** In the clear, and by a clock that the test moves. */
    static ServedEtcd start(Path directory, InstantSource clock) throws IOException {
        return new ServedEtcd(options(directory).withClock(clock), Optional.empty());
    }

    /** With a certificate that clients must show too. */
    public static ServedEtcd startWithTls(Path directory) throws IOException {
        return new ServedEtcd(options(directory), Optional.of(TestCertificate.make(directory, "etcd")));
    }

    private static EtcdOptions options(Path directory) {
        return EtcdOptions.of(directory.resolve("ours"))
                .withFsync(false)
                .withRetention(EtcdOptions.Retention.EVERYTHING);
    }

    private EtcdServer serve(int atPort) throws IOException {
        return EtcdServer.start(
                store, EtcdServerOptions.of(loopback(atPort), certificate.map(TestCertificate::server)));
    }

    /** A port of this machine. */
    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The store behind the server. */
    EmbeddedEtcd store() {
        return store;
    }

    int port() {
        return port;
    }

    /** No one is served, until {@link #serveAgain}. */
    void hangUp() {
        server.close();
    }

    /** On the same port. */
    void serveAgain() throws IOException {
        server = serve(port);
    }

    public EtcdClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        server.close();
        store.close();
    }
}
