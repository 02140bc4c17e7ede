package dev.mudi.etcd.grpc;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the gRPC service is run.
 *
 * @param address to listen on; port 0 for any
 * @param tls without it everything is in the clear: for tests and loopback only
 * @param name of the member
 * @param progressInterval after so long a silence a watch that asked for it hears how far it is; kube-apiserver wants 5 s
 * @param authToken which tokens users get, as etcd's flag {@code --auth-token} says it: {@code simple} or {@code jwt,...}
 */
public record EtcdServerOptions(
        InetSocketAddress address, Optional<Tls> tls, String name, Duration progressInterval, String authToken) {
    /**
     * PEM files.
     *
     * @param certificate of the server, with its chain
     * @param key in PKCS #8
     * @param clientCa who signs the certificates that clients must show; empty to ask for none. The common name of such a
     *     certificate is a user's name where users are known
     */
    public record Tls(Path certificate, Path key, Optional<Path> clientCa) {}

    public static EtcdServerOptions of(InetSocketAddress address, Optional<Tls> tls) {
        return new EtcdServerOptions(address, tls, "default", Duration.ofSeconds(5), "simple");
    }

    public EtcdServerOptions withName(String newName) {
        return new EtcdServerOptions(address, tls, newName, progressInterval, authToken);
    }

    public EtcdServerOptions withProgressInterval(Duration newProgressInterval) {
        return new EtcdServerOptions(address, tls, name, newProgressInterval, authToken);
    }

    public EtcdServerOptions withAuthToken(String newAuthToken) {
        return new EtcdServerOptions(address, tls, name, progressInterval, newAuthToken);
    }
}
