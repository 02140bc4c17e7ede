package dev.mudi.apiserver;

import dev.mudi.apiserver.allocation.ServiceRanges;
import dev.mudi.apiserver.authentication.TokenAuthenticator;
import dev.mudi.apiserver.pki.ClusterPki;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How an API server is run.
 *
 * @param listen where; port 0 for any free one
 * @param pki its certificates and keys
 * @param network the addresses of services
 * @param access who is let in how
 * @param drain how long {@link ApiServer#close} waits for answers under way
 * @param clock of timestamps and expiry
 * @param random of generated names and choices
 */
public record ApiServerOptions(
        InetSocketAddress listen,
        ClusterPki pki,
        ServiceNetwork network,
        Access access,
        Duration drain,
        Clock clock,
        RandomGenerator random) {

    /**
     * The addresses and ports that services get.
     *
     * @param ranges of addresses, such as 10.96.0.0/16 or 10.96.0.0/16,fd00:10:96::/112 (upstream's flag
     *     {@code --service-cluster-ip-range}); the first address of the first is that of the service {@code kubernetes}
     * @param firstNodePort usually 30000
     * @param lastNodePort usually 32767
     * @param advertiseAddress the address under which pods reach this server: the endpoint of the service {@code kubernetes}
     */
    public record ServiceNetwork(String ranges, int firstNodePort, int lastNodePort, String advertiseAddress) {
        /** IllegalArgumentException with upstream's words for ranges that cannot be, or not with that address. */
        public ServiceNetwork {
            var parsed = ServiceRanges.parse(ranges);
            parsed.requireFamilyOf(advertiseAddress);
            ranges = parsed.toString();
        }

        /** The ranges in canonical form; IllegalArgumentException with upstream's words for what cannot be. */
        public static String canonical(String ranges) {
            return ServiceRanges.parse(ranges).toString();
        }

        /** An address of the first of these ranges by its place from 1. */
        public static String address(String ranges, int place) {
            return ServiceRanges.parse(ranges).address(place);
        }

        /** Upstream's ranges. */
        public static ServiceNetwork defaults(String advertiseAddress) {
            return new ServiceNetwork("10.96.0.0/16", 30000, 32767, advertiseAddress);
        }
    }

    /**
     * Who is let in how.
     *
     * @param issuer of service-account tokens
     * @param tokens more bearer tokens that count
     * @param anonymous whether requests without a credential are taken
     */
    public record Access(String issuer, List<TokenAuthenticator> tokens, boolean anonymous) {
        /** Upstream's defaults. */
        public static final Access DEFAULT =
                new Access("https://kubernetes.default.svc.cluster.local", List.of(), true);

        /** Copies the list. */
        public Access {
            tokens = List.copyOf(tokens);
        }
    }

    /** Upstream's defaults at an address. */
    public static ApiServerOptions of(InetSocketAddress listen, ClusterPki pki, String advertiseAddress) {
        return new ApiServerOptions(
                listen,
                pki,
                ServiceNetwork.defaults(advertiseAddress),
                Access.DEFAULT,
                Duration.ofSeconds(10),
                Clock.systemUTC(),
                new SecureRandom());
    }
}
