package dev.mudi.apiserver;

import dev.mudi.apiserver.pki.CertificateRequest;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.pki.Kubeconfig;
import dev.mudi.apiserver.pki.PkiOptions;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** An API server on an embedded store in a directory, for tests and for trying things by hand: {@code DevServer DIRECTORY PORT}. */
public final class DevServer implements AutoCloseable {
    private final EmbeddedEtcd etcd;
    private final ApiServer server;
    private final ClusterPki pki;
    private final HeapKeeper keeper = HeapKeeper.start();

    private DevServer(EmbeddedEtcd etcd, ApiServer server, ClusterPki pki) {
        this.etcd = etcd;
        this.server = server;
        this.pki = pki;
    }

    /** Starts one and waits until it is ready; port 0 for any free one. */
    public static DevServer start(Path directory, int port) throws IOException, InterruptedException {
        var pki = ClusterPki.open(new PkiOptions(
                directory.resolve("pki"), List.of(), List.of(), "10.96.0.1", "cluster.local", InstantSource.system()));
        var etcd = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("etcd")));
        var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var server = ApiServer.start(ApiServerOptions.of(listen, pki, "192.0.2.1"), etcd);
        server.awaitReady(Duration.ofMinutes(2));
        var admin = pki.authority().issue(CertificateRequest.client("kubernetes-admin", UserInfo.MASTERS));
        new Kubeconfig("mudi", server.uri(), pki.authority().certificate(), "admin", admin)
                .write(directory.resolve("admin.conf"));
        return new DevServer(etcd, server, pki);
    }

    /** The server. */
    public ApiServer server() {
        return server;
    }

    /** Its certificates. */
    public ClusterPki pki() {
        return pki;
    }

    @Override
    public void close() throws IOException {
        server.close();
        etcd.close();
        keeper.close();
    }

    /** Runs until the input ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (var dev = start(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
            System.out.println("ready " + dev.server().uri());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
