package dev.mudi.apiserver;

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
     * @param cidr such as 10.96.0.0/16; its first address is the service {@code kubernetes}
     * @param firstNodePort usually 30000
     * @param lastNodePort usually 32767
     * @param advertiseAddress the address under which pods reach this server: the endpoint of the service {@code kubernetes}
     */
    public record ServiceNetwork(String cidr, int firstNodePort, int lastNodePort, String advertiseAddress) {
        /** The first address of the range, which the service {@code kubernetes} has. IllegalArgumentException if it is no range. */
        public String firstAddress() {
            var network = cidr.substring(0, Math.max(0, cidr.indexOf('/')));
            int last = network.lastIndexOf('.');
            if (last < 0) {
                throw new IllegalArgumentException(
                        "the service range \"" + cidr + "\" is not a range of IPv4 addresses such as 10.96.0.0/16");
            }
            return network.substring(0, last + 1) + (Integer.parseInt(network.substring(last + 1)) + 1);
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
