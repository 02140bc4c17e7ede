package dev.mudi.etcd;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which TLS is spoken, with clients and between members; names are those of the Java platform.
 *
 * @param protocols the versions, the oldest first
 * @param cipherSuites in their order; empty for those that the library thinks good
 */
public record TlsTerms(List<String> protocols, List<String> cipherSuites) {
    /** What is spoken when nobody says anything: TLS 1.2 is still what some clients have. */
    public static final TlsTerms DEFAULT = new TlsTerms(List.of("TLSv1.2", "TLSv1.3"), List.of());

    /** Those of TLS 1.3 are not to be chosen from, as in etcd: a list is of suites for TLS 1.2. */
    private static final List<String> NEWEST =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final Set<String> KNOWN = Set.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_256_CBC_SHA");

    public TlsTerms {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /**
     * Terms with these suites for TLS 1.2; of TLS 1.3 there are all, if it is spoken.
     *
     * @throws IllegalArgumentException for one that is not known; the message says which are
     */
    public TlsTerms withCipherSuites(List<String> names) {
        var suites = names.stream().map(TlsTerms::known).distinct().toList();
        return protocols.contains("TLSv1.3")
                ? new TlsTerms(
                        protocols,
                        Stream.concat(NEWEST.stream(), suites.stream())
                                .distinct()
                                .toList())
                : new TlsTerms(protocols, suites);
    }

    /** Go knows two suites by a shorter name too, which stands in many a manifest. */
    private static String known(String name) {
        var whole = name.endsWith("_CHACHA20_POLY1305") ? name + "_SHA256" : name;
        if (!KNOWN.contains(whole) && !NEWEST.contains(whole)) {
            throw new IllegalArgumentException(name + ", which is no cipher suite of a member: give some of "
                    + String.join(",", new TreeSet<>(KNOWN)));
        }
        return whole;
    }

    /** Whether nothing was chosen. */
    public boolean isDefault() {
        return equals(DEFAULT);
    }
}
