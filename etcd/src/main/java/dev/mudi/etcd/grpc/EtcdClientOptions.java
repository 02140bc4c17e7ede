package dev.mudi.etcd.grpc;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How another etcd is reached.
 *
 * @param endpoints of the members; another one is taken when one does not answer
 * @param tls without it everything is in the clear
 * @param timeout of each request
 */
public record EtcdClientOptions(List<InetSocketAddress> endpoints, Optional<Tls> tls, Duration timeout) {
    public EtcdClientOptions {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("an etcd client needs an endpoint, such as 127.0.0.1:2379");
        }
    }

    /**
     * PEM files, as of kube-apiserver's flags {@code --etcd-cafile}, {@code --etcd-certfile} and {@code --etcd-keyfile}.
     *
     * @param ca who signs the servers' certificates
     * @param certificate of the client with its key; empty to show none
     */
    public record Tls(Path ca, Optional<Certificate> certificate) {}

    /** @param key in PKCS #8 */
    public record Certificate(Path certificate, Path key) {}

    public static EtcdClientOptions of(List<InetSocketAddress> endpoints, Optional<Tls> tls) {
        return new EtcdClientOptions(endpoints, tls, Duration.ofSeconds(10));
    }
}
