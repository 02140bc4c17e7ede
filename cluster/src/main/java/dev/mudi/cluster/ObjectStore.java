package dev.mudi.cluster;

import dev.mudi.apiserver.pki.CertificateRequest;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.storage.Compactor;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.grpc.EtcdClient;
import dev.mudi.etcd.grpc.EtcdClientOptions;
import dev.mudi.etcd.grpc.EtcdServer;
import dev.mudi.etcd.grpc.EtcdServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens what keeps the objects, and serves it to etcd's tools when asked. */
final class ObjectStore {
    private ObjectStore() {}

    /** @throws IOException one line that says what is wrong and what to do */
    static Etcd open(ClusterOptions options) throws IOException {
        try {
            return switch (options.store()) {
                case ClusterOptions.Store.Embedded _ ->
                    EmbeddedEtcd.open(EtcdOptions.of(options.dataDir().resolve("etcd")));
                case ClusterOptions.Store.External external -> connect(external);
            };
        } catch (EtcdException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Etcd connect(ClusterOptions.Store.External external) throws IOException {
        var client = EtcdClient.connect(EtcdClientOptions.of(
                external.servers().stream().map(ObjectStore::address).toList(), tls(external)));
        try {
            client.revision();
            return client;
        } catch (EtcdException e) {
            client.close();
            throw new IOException("the etcd at " + external.servers() + " does not answer (" + e.getMessage()
                    + "): check --etcd-servers and the certificates");
        }
    }

    private static InetSocketAddress address(URI server) {
        return new InetSocketAddress(server.getHost(), server.getPort());
    }

    private static Optional<EtcdClientOptions.Tls> tls(ClusterOptions.Store.External external) throws IOException {
        boolean secure = external.servers().stream().allMatch(server -> "https".equals(server.getScheme()));
        if (!secure) {
            return Optional.empty();
        }
        if (external.authority().isEmpty()) {
            throw new IOException(
                    "--etcd-servers is https: name who signs the servers' certificates with --etcd-cafile");
        }
        Optional<EtcdClientOptions.Certificate> own =
                external.certificate().isPresent() && external.key().isPresent()
                        ? Optional.of(new EtcdClientOptions.Certificate(
                                external.certificate().get(), external.key().get()))
                        : Optional.empty();
        return Optional.of(new EtcdClientOptions.Tls(external.authority().get(), own));
    }

    /** Keeps an etcd that is not ours from growing without end, in agreement with other API servers on it. */
    static Optional<Compactor> compactor(ClusterOptions options, Etcd store) {
        var interval = options.keys().compaction();
        return options.store() instanceof ClusterOptions.Store.External && interval.isPositive()
                ? Optional.of(Compactor.start(store, interval))
                : Optional.empty();
    }

    /** Serves etcd's API on loopback to whoever has a certificate that the cluster's authority has signed, when asked to. */
    static Optional<EtcdServer> serve(ClusterOptions options, Etcd store, ClusterPki pki) throws IOException {
        if (!(options.store() instanceof ClusterOptions.Store.Embedded(var port)) || port == 0) {
            return Optional.empty();
        }
        pki.certificate(
                "etcd-server", CertificateRequest.server("etcd", List.of("localhost"), List.of("127.0.0.1", "::1")));
        pki.certificate("etcd-client", CertificateRequest.client("root"));
        var folder = options.dataDir().resolve("pki");
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return Optional.of(EtcdServer.start(
                store,
                EtcdServerOptions.of(
                        address,
                        Optional.of(new EtcdServerOptions.Tls(
                                folder.resolve("etcd-server.crt"),
                                folder.resolve("etcd-server.key"),
                                Optional.of(authority(pki)))))));
    }

    private static Path authority(ClusterPki pki) {
        return pki.authorityFile();
    }
}
