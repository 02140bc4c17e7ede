package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.cluster.ClusterOptions.Store;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
            description = "Serve etcd's API of the cluster's own store on loopback, such as on 2379 (default: not).",
            defaultValue = "0")
    private int port;

    Store store() throws UserException {
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

    /** The same choice as words of a command. */
    static List<String> words(Store store) {
        var words = new ArrayList<String>();
        switch (store) {
            case Store.Embedded(var port) -> {
                if (port != 0) {
                    words.addAll(List.of("--etcd-port", String.valueOf(port)));
                }
            }
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

    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }
}
