package dev.mudi.etcd.grpc;

import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.EtcdException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** etcd itself, as a process of its own (Debian's package etcd-server), with an empty store. */
public final class ExternalEtcd implements AutoCloseable {
    private final Path directory;
    private final Optional<TestCertificate> certificate;
    private final int port = freePort();
    private final int peerPort = freePort();
    private final EtcdClient client;
    private Process process;

    private ExternalEtcd(Path directory, Optional<TestCertificate> certificate) throws IOException {
        this.directory = directory;
        this.certificate = certificate;
        process = run();
        client = connect();
        awaitReady();
    }

    /** In the clear. */
    public static ExternalEtcd start(Path directory) throws IOException {
        return new ExternalEtcd(directory, Optional.empty());
    }

    /** With a certificate that clients must show too. */
    public static ExternalEtcd startWithTls(Path directory) throws IOException {
        return new ExternalEtcd(directory, Optional.of(TestCertificate.make(directory, "etcd")));
    }

    private Process run() throws IOException {
        var peer = "http://127.0.0.1:" + peerPort;
        var command = new ArrayList<>(List.of(
                DebianPackages.program("etcd-server", "etcd"),
                "--data-dir=" + directory.resolve("etcd"),
                "--listen-client-urls=" + url(),
                "--advertise-client-urls=" + url(),
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer));
        certificate.ifPresent(own -> command.addAll(List.of(
                "--cert-file=" + own.certificate(),
                "--key-file=" + own.key(),
                "--client-cert-auth",
                "--trusted-ca-file=" + own.certificate())));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("etcd.log").toFile()))
                .start();
    }

    private void awaitReady() {
        await().ignoreException(EtcdException.class).until(() -> client.revision() > 0);
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

    /** Where clients reach it. */
    public String url() {
        return (certificate.isPresent() ? "https" : "http") + "://127.0.0.1:" + port;
    }

    public EtcdClient client() {
        return client;
    }

    /** Another client; the caller closes it. */
    public EtcdClient connect() throws IOException {
        return EtcdClient.connect(
                EtcdClientOptions.of(List.of(ServedEtcd.loopback(port)), certificate.map(TestCertificate::client)));
    }

    /** Kills it without a warning. */
    public void kill() {
        process.destroyForcibly();
        await().until(() -> !process.isAlive());
    }

    /** Starts it again with what it had. */
    public void restart() throws IOException {
        process = run();
        awaitReady();
    }

    @Override
    public void close() {
        client.close();
        kill();
    }
}
