package dev.mudi.cluster;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.grpc.EtcdServer;
import dev.mudi.etcd.grpc.EtcdServerOptions;
import dev.mudi.etcd.raft.EtcdMember;
import dev.mudi.etcd.raft.MemberOptions;
import dev.mudi.etcd.raft.PeerTls;
import dev.mudi.etcd.state.Fence;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The store of a cluster of several servers: each has a member of it. */
final class MemberStore implements ObjectStore {
    /** How long a server waits at its start for the others. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final EtcdMember member;
    private final ClosingStack started;

    private MemberStore(EtcdMember member, ClosingStack started) {
        this.member = member;
        this.started = started;
    }

    static MemberStore open(ClusterOptions options, ClusterOptions.Store.Replicated store, Consumer<String> steps)
            throws IOException {
        var started = new ClosingStack();
        try {
            StartChecks.requireFree(
                    store.addresses().listen(),
                    "the store's member",
                    "choose another with --listen-peer-urls, or end what listens on it");
            var member = started.add(EtcdMember.start(memberOptions(options, store)));
            for (var url : store.listenClientUrls()) {
                started.add(serve(options, store, member, URI.create(url)));
            }
            awaitMajority(member.etcd(), store, steps);
            takeDownOwnFence(member.etcd(), store.name());
            return new MemberStore(member, started);
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /** How the member of this server is run. */
    static MemberOptions memberOptions(ClusterOptions options, ClusterOptions.Store.Replicated store)
            throws IOException {
        var limits = MemberOptions.Limits.DEFAULT;
        return new MemberOptions(
                store.name(),
                StoreRecord.folder(options.dataDir(), store),
                store.addresses(),
                store.founding(),
                tls(options, store),
                new MemberOptions.Limits(
                        EtcdOptions.Retention.DEFAULT,
                        options.keys().quotaOrDefault(),
                        limits.snapshotAfterBytes(),
                        store.election()));
    }

    /** Without certificates of the user's members show each other those of the store's own authority. */
    private static Optional<PeerTls> tls(ClusterOptions options, ClusterOptions.Store.Replicated store)
            throws IOException {
        if (store.tls().isPresent() || !isSecure(store.addresses().peerUrls().getFirst())) {
            return store.tls();
        }
        var pki = ObjectStore.pki(options);
        var hosts = hosts(store.addresses().peerUrls());
        var own = pki.certificate("peer", names(hosts), addresses(hosts));
        return Optional.of(new PeerTls(own.certificate(), own.key(), pki.authorityFile()));
    }

    private static boolean isSecure(String url) {
        return url.startsWith("https:");
    }

    private static EtcdServer serve(
            ClusterOptions options, ClusterOptions.Store.Replicated store, EtcdMember member, URI url)
            throws IOException {
        var hosts = hosts(Stream.concat(store.listenClientUrls().stream(), store.addresses().clientUrls().stream())
                .toList());
        var tls = isSecure(url.toString())
                ? Optional.of(ObjectStore.serving(ObjectStore.pki(options), names(hosts), addresses(hosts)))
                : Optional.<EtcdServerOptions.Tls>empty();
        var address = new InetSocketAddress(url.getHost(), url.getPort());
        var serving = EtcdServerOptions.of(address, tls).withName(store.name());
        return EtcdServer.start(member.etcd(), member.membership(), serving);
    }

    private static Set<String> hosts(Collection<String> urls) throws IOException {
        var hosts = new LinkedHashSet<>(
                List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", NodeAddress.hostName(), NodeAddress.find()));
        urls.stream().map(url -> URI.create(url).getHost()).forEach(hosts::add);
        return hosts;
    }

    private static List<String> names(Collection<String> hosts) {
        return hosts.stream().filter(host -> !isAddress(host)).toList();
    }

    private static List<String> addresses(Collection<String> hosts) {
        return hosts.stream().filter(MemberStore::isAddress).toList();
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    private static void awaitMajority(Etcd etcd, ClusterOptions.Store.Replicated store, Consumer<String> steps)
            throws IOException {
        var others = store.founding().initial().keySet().stream()
                .filter(name -> !name.equals(store.name()))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            steps.accept("the store's member " + store.name() + " waits for a majority with " + others);
        }
        try {
            patiently(etcd::revision);
        } catch (EtcdException e) {
            if (e.code() != EtcdException.Code.TIMEOUT) {
                throw e;
            }
            throw new IOException(
                    "the store has no majority of its members after " + PATIENCE.toSeconds()
                            + " s: start the servers of " + others
                            + ", and check --initial-cluster and the certificates",
                    e);
        }
    }

    /**
     * Asks the store again when it did not answer in time: while a server starts, and on a busy machine, an election may take
     * longer than a request has.
     */
    private static <A> A patiently(Supplier<A> question) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return question.get();
            } catch (EtcdException e) {
                if (e.code() != EtcdException.Code.TIMEOUT || System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    /** A move that this server began and did not end: the store is still the one that counts. */
    private static void takeDownOwnFence(Etcd etcd, String name) {
        if (Fence.by(patiently(etcd::settings)).filter(name::equals).isPresent()) {
            etcd.configure(List.of(Fence.takeDown()));
        }
    }

    @Override
    public Etcd etcd() {
        return member.etcd();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public ClusterState agree(ClusterState own, boolean known, String authority) throws IOException {
        if (!settled("authority", authority).equals(authority)) {
            throw new IOException(
                    "this server's authorities are not the cluster's: copy ca.*, front-proxy-ca.*, sa.* and"
                            + " etcd/ca.* from the folder pki of another server's --data-dir into this one's");
        }
        var agreed = own.in(new ClusterState(
                settled("name", own.name()),
                own.apiPort(),
                own.kubeletPort(),
                settled("cluster-cidr", own.podCidr()),
                settled("service-cluster-ip-range", own.serviceCidr())));
        if (known && !agreed.equals(own)) {
            throw new IOException("this server was started with the ranges " + own.podCidr() + " and "
                    + own.serviceCidr() + ", the cluster has " + agreed.podCidr() + " and " + agreed.serviceCidr()
                    + ": start it with an empty --data-dir");
        }
        return agreed;
    }

    /** Settling twice is as good as once. */
    private String settled(String name, String ours) {
        return patiently(() -> member.agree(name, ours));
    }

    @Override
    public void close() {
        started.close();
    }
}
