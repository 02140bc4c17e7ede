package dev.mudi.etcd.grpc;

import dev.mudi.etcd.TlsTerms;
import dev.mudi.etcd.auth.SimpleTokens;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the gRPC service is run.
 *
 * @param addresses to listen on, one at least; port 0 for any
 * @param tls without it everything is in the clear: for tests and loopback only
 * @param name of the member
 * @param progressInterval after so long a silence a watch that asked for it hears how far it is; kube-apiserver wants 5 s
 * @param authTokens by which users are known
 * @param keepAlive what is done about connections on which nothing is said
 * @param limits of what a client may ask
 */
public record EtcdServerOptions(
        List<InetSocketAddress> addresses,
        Optional<Tls> tls,
        String name,
        Duration progressInterval,
        AuthTokens authTokens,
        KeepAlive keepAlive,
        Limits limits) {
    public EtcdServerOptions {
        addresses = List.copyOf(addresses);
    }

    /**
     * PEM files.
     *
     * @param certificate of the server, with its chain
     * @param key in PKCS #8
     * @param clientCa who signs the certificates that clients must show; empty to ask for none. The common name of such a
     *     certificate is a user's name where users are known
     * @param terms which TLS is spoken
     */
    public record Tls(Path certificate, Path key, Optional<Path> clientCa, TlsTerms terms) {
        /** With what is spoken usually. */
        public Tls(Path certificate, Path key, Optional<Path> clientCa) {
            this(certificate, key, clientCa, TlsTerms.DEFAULT);
        }
    }

    /**
     * As etcd's flags {@code --auth-token...} say it.
     *
     * @param kind {@code simple} or {@code jwt,...}
     * @param ttl how long a simple one is good; the other kind says so itself
     */
    public record AuthTokens(String kind, Duration ttl) {
        /** etcd's. */
        public static final AuthTokens DEFAULT = new AuthTokens("simple", SimpleTokens.TTL);
    }

    /**
     * As etcd's flags {@code --grpc-keepalive-...} say it.
     *
     * @param minTime a client that asks more often whether the server is there is sent away
     * @param interval after so long without a byte, ten seconds at least, a client is asked whether it is there: who is gone
     *     without a word must not keep watches for ever
     * @param timeout and after so long without an answer it is taken to be gone
     */
    public record KeepAlive(Duration minTime, Duration interval, Duration timeout) {
        /** etcd's, but for the interval: etcd asks after two hours. */
        public static final KeepAlive DEFAULT =
                new KeepAlive(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofSeconds(20));
    }

    /**
     * As etcd's flags {@code --max-...} say it.
     *
     * @param requestBytes how large a write may be, {@link #MOST_REQUEST_BYTES} at most; gRPC takes half a MiB more before it is
     *     looked at
     * @param streams that a client may have open on one connection: calls, watches, renewals of leases
     * @param txnOps how many comparisons, or operations of a branch, a transaction may have
     */
    public record Limits(int requestBytes, int streams, int txnOps) {
        /** What a replicated log takes in one piece. etcd's own warning begins here too. */
        public static final int MOST_REQUEST_BYTES = 10 << 20;

        /** etcd's. */
        public static final Limits DEFAULT = new Limits(3 << 19, Integer.MAX_VALUE, 128);
    }

    public static EtcdServerOptions of(InetSocketAddress address, Optional<Tls> tls) {
        return new EtcdServerOptions(
                List.of(address),
                tls,
                "default",
                Duration.ofSeconds(5),
                AuthTokens.DEFAULT,
                KeepAlive.DEFAULT,
                Limits.DEFAULT);
    }

    public EtcdServerOptions withAddresses(List<InetSocketAddress> newAddresses) {
        return new EtcdServerOptions(newAddresses, tls, name, progressInterval, authTokens, keepAlive, limits);
    }

    public EtcdServerOptions withName(String newName) {
        return new EtcdServerOptions(addresses, tls, newName, progressInterval, authTokens, keepAlive, limits);
    }

    public EtcdServerOptions withProgressInterval(Duration newProgressInterval) {
        return new EtcdServerOptions(addresses, tls, name, newProgressInterval, authTokens, keepAlive, limits);
    }

    public EtcdServerOptions withAuthTokens(AuthTokens newAuthTokens) {
        return new EtcdServerOptions(addresses, tls, name, progressInterval, newAuthTokens, keepAlive, limits);
    }

    public EtcdServerOptions withKeepAlive(KeepAlive newKeepAlive) {
        return new EtcdServerOptions(addresses, tls, name, progressInterval, authTokens, newKeepAlive, limits);
    }

    public EtcdServerOptions withLimits(Limits newLimits) {
        return new EtcdServerOptions(addresses, tls, name, progressInterval, authTokens, keepAlive, newLimits);
    }
}
