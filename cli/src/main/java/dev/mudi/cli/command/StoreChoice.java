package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.cluster.ClusterOptions.Store;
import dev.mudi.cluster.StoreRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which store a cluster keeps its objects in; flags are kube-apiserver's. */
final class StoreChoice {
    @Option(
            names = "--etcd-servers",
            paramLabel = "URLS",
            description = "Of an etcd to keep the objects in (default: a store of the cluster's own).")
    private @Nullable String servers;

    @Option(names = "--etcd-cafile", paramLabel = "FILE", description = "Who signs the certificates of that etcd.")
    private @Nullable Path authority;

    @Option(names = "--etcd-certfile", paramLabel = "FILE", description = "Certificate shown to that etcd.")
    private @Nullable Path certificate;

    @Option(names = "--etcd-keyfile", paramLabel = "FILE", description = "Its key, in PKCS #8.")
    private @Nullable Path key;

    @Option(
            names = "--etcd-port",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description =
                    "Serve etcd's API of the cluster's own store on loopback (default: 2379 if it is free; in another"
                            + " data directory not).",
            defaultValue = "0")
    private int port;

    @Option(
            names = "--server",
            description = "Run as one of several servers of a cluster: the store is a member of a replicated one. The"
                    + " flags below say where it is and who the others are.")
    private boolean server;

    @Mixin
    private MemberFlags member = new MemberFlags();

    @Mixin
    private PeerFlags peers = new PeerFlags();

    /** What the user has said; without a word of it, what the cluster has. */
    Store store(Path dataDir) throws UserException, IOException {
        boolean silent = servers == null && port == 0 && !server;
        if (member.isGiven() && !server) {
            throw new UserException("flags of a member need --server: without it the store is this process's own");
        }
        return silent ? StoreRecord.find(dataDir).orElse(new Store.Embedded(0)) : store();
    }

    /** The store of a kind, as the flags say it. */
    Store store(EtcdMoveCommand.Kind kind) throws UserException, IOException {
        return switch (kind) {
            case embedded -> new Store.Embedded(port);
            case replicated -> replicated();
            case external -> {
                if (servers == null) {
                    throw new UserException("an external etcd is named by --etcd-servers");
                }
                yield store();
            }
        };
    }

    private Store store() throws UserException, IOException {
        if (server) {
            return replicated();
        }
        if (servers == null) {
            return new Store.Embedded(port);
        }
        if (port != 0) {
            throw new UserException(
                    "--etcd-port serves the cluster's own store, and --etcd-servers names another: leave"
                            + " one of them out");
        }
        var urls = EtcdFlags.urls("--etcd-servers", servers).stream()
                .map(URI::create)
                .toList();
        return new Store.External(
                urls, Optional.ofNullable(authority), Optional.ofNullable(certificate), Optional.ofNullable(key));
    }

    private Store.Replicated replicated() throws UserException, IOException {
        if (servers != null) {
            throw new UserException(
                    "--server is a store of the cluster's own, and --etcd-servers names another: leave one"
                            + " of them out");
        }
        var host = InetAddress.getLocalHost();
        var defaults = new MemberFlags.Defaults(
                host.getHostName().toLowerCase(Locale.ROOT),
                port == 0 ? "" : "https://127.0.0.1:" + port,
                "https://" + host.getHostAddress() + ":2380");
        var addresses = member.addresses(defaults);
        boolean secure = EtcdFlags.isSecure(addresses.peerUrls());
        return new Store.Replicated(
                member.name(defaults),
                addresses,
                member.cluster(defaults),
                member.listenClient(defaults),
                peers.tls(secure),
                member.election());
    }

    /** The same choice as words of a command. */
    static List<String> words(Store store) {
        var words = new ArrayList<String>();
        switch (store) {
            case Store.Embedded(var port) -> {
                if (port != 0) {
                    words.addAll(List.of("--etcd-port", String.valueOf(port)));
                }
            }
            case Store.Replicated member -> words.addAll(words(member));
            case Store.External external -> {
                var servers = external.servers().stream().map(URI::toString).toList();
                words.addAll(List.of("--etcd-servers", String.join(",", servers)));
                external.authority().ifPresent(file -> words.addAll(List.of("--etcd-cafile", absolute(file))));
                external.certificate().ifPresent(file -> words.addAll(List.of("--etcd-certfile", absolute(file))));
                external.key().ifPresent(file -> words.addAll(List.of("--etcd-keyfile", absolute(file))));
            }
        }
        return words;
    }

    private static List<String> words(Store.Replicated member) {
        var addresses = member.addresses();
        var scheme = addresses.peerUrls().getFirst().startsWith("https:") ? "https" : "http";
        var listen = addresses.listen();
        var words = new ArrayList<>(List.of("--server", "--name", member.name()));
        words.addAll(List.of("--listen-peer-urls", scheme + "://" + listen.getHostString() + ":" + listen.getPort()));
        words.addAll(List.of("--initial-advertise-peer-urls", String.join(",", addresses.peerUrls())));
        var founding = member.founding();
        words.addAll(List.of("--initial-cluster", EtcdFlags.text(founding.initial())));
        words.addAll(List.of("--initial-cluster-state", founding.exists() ? "existing" : "new"));
        words.addAll(List.of("--initial-cluster-token", founding.token()));
        words.addAll(
                List.of("--election-timeout", String.valueOf(member.election().toMillis())));
        if (!member.listenClientUrls().isEmpty()) {
            words.addAll(List.of("--listen-client-urls", String.join(",", member.listenClientUrls())));
        }
        if (!addresses.clientUrls().isEmpty()) {
            words.addAll(List.of("--advertise-client-urls", String.join(",", addresses.clientUrls())));
        }
        member.tls().ifPresent(tls -> {
            words.addAll(List.of("--peer-cert-file", absolute(tls.certificate())));
            words.addAll(List.of("--peer-key-file", absolute(tls.key())));
            words.addAll(List.of("--peer-trusted-ca-file", absolute(tls.authority())));
        });
        return words;
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }
}
