package dev.mudi.cluster;

import dev.mudi.apiserver.pki.EtcdPki;
import dev.mudi.apiserver.storage.Compactor;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.grpc.EtcdClient;
import dev.mudi.etcd.grpc.EtcdClientOptions;
import dev.mudi.etcd.grpc.EtcdServerOptions;
import dev.mudi.etcd.grpc.WaitingEtcdServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps the objects: one of three engines, opened, and served to etcd's tools when asked. */
interface ObjectStore extends AutoCloseable {
    Logger LOG = LoggerFactory.getLogger(ObjectStore.class);

    /** etcd's. */
    int ETCD_PORT = 2379;

    Etcd etcd();

    /** Whether others, too, have an API server on it, so that only one of all may run what must not run twice. */
    boolean isShared();

    /**
     * Settles what all servers on this store must have the same.
     *
     * @param own what this server would have
     * @param known whether it has been started with that before
     * @return what it is to have
     * @throws IOException when this server cannot have what the others have
     */
    default ClusterState agree(ClusterState own, boolean known, String authority) throws IOException {
        return own;
    }

    @Override
    void close();

    /**
     * Opens it, and waits until it answers.
     *
     * @param steps told what is waited for
     * @throws IOException one line that says what is wrong and what to do
     */
    static ObjectStore open(ClusterOptions options, Consumer<String> steps) throws IOException {
        try {
            return switch (options.store()) {
                case ClusterOptions.Store.Embedded embedded -> embedded(options, embedded);
                case ClusterOptions.Store.Replicated member -> MemberStore.open(options, member, steps);
                case ClusterOptions.Store.External external ->
                    external(connect(external), options.keys().compaction());
            };
        } catch (EtcdException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The certificates of a store of our own. */
    static EtcdPki pki(ClusterOptions options) throws IOException {
        return EtcdPki.open(options.dataDir().resolve("pki").resolve("etcd"), Clock.systemUTC());
    }

    private static ObjectStore embedded(ClusterOptions options, ClusterOptions.Store.Embedded embedded)
            throws IOException {
        var started = new ClosingStack();
        try {
            var etcd = started.add(EmbeddedEtcd.open(EtcdOptions.of(StoreRecord.folder(options.dataDir(), embedded))
                    .withQuotaBytes(options.keys().quotaOrDefault())));
            port(options, embedded, etcd).ifPresent(started::add);
            return new Opened(etcd, false, started);
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /** Where etcd's tools find the store: at the port that was asked for or, of the cluster that needs no options, at etcd's own. */
    private static Optional<WaitingEtcdServer> port(
            ClusterOptions options, ClusterOptions.Store.Embedded embedded, Etcd etcd) throws IOException {
        if (embedded.etcdPort() != 0) {
            return Optional.of(serve(options, embedded.etcdPort(), etcd));
        }
        if (!options.isDefault()) {
            return Optional.empty();
        }
        try {
            return Optional.of(serve(options, ETCD_PORT, etcd));
        } catch (IOException taken) {
            LOG.atInfo().log("etcd's API is not served: {}", taken.getMessage());
            return Optional.empty();
        }
    }

    private static WaitingEtcdServer serve(ClusterOptions options, int port, Etcd etcd) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return WaitingEtcdServer.start(
                etcd,
                address,
                () -> EtcdServerOptions.of(
                        address,
                        Optional.of(
                                serving(pki(options), List.of("localhost"), List.of("127.0.0.1", "0:0:0:0:0:0:0:1")))));
    }

    /** What is shown to clients, who must show a certificate of the store's authority. */
    static EtcdServerOptions.Tls serving(EtcdPki pki, List<String> names, List<String> addresses) throws IOException {
        var own = pki.certificate("server", names, addresses);
        return new EtcdServerOptions.Tls(own.certificate(), own.key(), Optional.of(pki.authorityFile()));
    }

    /** A store that nothing else goes with. */
    static ObjectStore of(Etcd etcd) {
        var started = new ClosingStack();
        started.add(etcd);
        return new Opened(etcd, false, started);
    }

    /** Keeps an etcd that is not ours from growing without end, in agreement with other API servers on it. */
    private static ObjectStore external(Etcd etcd, Duration compaction) {
        var started = new ClosingStack();
        started.add(etcd);
        if (compaction.isPositive()) {
            started.add(Compactor.start(etcd, compaction));
        }
        return new Opened(etcd, true, started);
    }

    /** A store for which nothing has to be agreed. */
    record Opened(Etcd etcd, boolean isShared, ClosingStack started) implements ObjectStore {
        @Override
        public void close() {
            started.close();
        }
    }

    static EtcdClient connect(ClusterOptions.Store.External external) throws IOException {
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
}
