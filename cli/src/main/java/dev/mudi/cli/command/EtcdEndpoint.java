package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.grpc.EtcdClient;
import dev.mudi.etcd.grpc.EtcdClientOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which etcd a command talks to; flags are etcdctl's. */
final class EtcdEndpoint {
    @Option(
            names = "--endpoints",
            paramLabel = "URLS",
            defaultValue = "http://127.0.0.1:2379",
            description = "Of members (default: ${DEFAULT-VALUE}).")
    private String endpoints = "";

    @Option(names = "--cacert", paramLabel = "FILE", description = "Who signs the servers' certificates.")
    private @Nullable Path authority;

    @Option(names = "--cert", paramLabel = "FILE", description = "Certificate of this client.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Its key, in PKCS #8.")
    private @Nullable Path key;

    EtcdClient connect() throws UserException, IOException {
        var addresses = new ArrayList<InetSocketAddress>();
        for (var endpoint : endpoints.split(",", -1)) {
            var url = endpoint.contains("://") ? endpoint : "http://" + endpoint;
            addresses.add(EtcdFlags.address("--endpoints", url));
        }
        return EtcdClient.connect(EtcdClientOptions.of(addresses, tls()));
    }

    private Optional<EtcdClientOptions.Tls> tls() throws UserException {
        if (!EtcdFlags.isSecure(List.of(endpoints.split(",", -1)))) {
            return Optional.empty();
        }
        if (authority == null) {
            throw new UserException("--endpoints is https: name who signs the servers' certificates with --cacert");
        }
        Optional<EtcdClientOptions.Certificate> own = certificate == null || key == null
                ? Optional.empty()
                : Optional.of(new EtcdClientOptions.Certificate(certificate, key));
        return Optional.of(new EtcdClientOptions.Tls(authority, own));
    }
}
