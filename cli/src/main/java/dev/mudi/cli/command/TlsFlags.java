package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.TlsTerms;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which TLS a member speaks with clients and with other members; flags are etcd's. */
final class TlsFlags {
    private static final String MIN = "--tls-min-version";
    private static final String MAX = "--tls-max-version";
    private static final String SUITES = "--cipher-suites";
    private static final Map<String, Integer> VERSIONS = Map.of("TLS1.2", 0, "TLS1.3", 1);

    @Option(
            names = MIN,
            paramLabel = "VERSION",
            defaultValue = "TLS1.2",
            description = "The oldest TLS that is spoken, TLS1.2 or TLS1.3 (default: ${DEFAULT-VALUE}).")
    private String oldest = "";

    @Option(
            names = MAX,
            paramLabel = "VERSION",
            defaultValue = "",
            description = "The newest TLS that is spoken (default: TLS1.3).")
    private String newest = "";

    @Option(
            names = SUITES,
            paramLabel = "SUITES",
            split = ",",
            description = "Cipher suites of TLS 1.2 that are spoken, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;"
                    + " those of TLS 1.3 are not to be chosen from.")
    private List<String> suites = List.of();

    TlsTerms terms() throws UserException {
        int from = oldest.isEmpty() ? 0 : version(MIN, oldest);
        int to = newest.isEmpty() ? 1 : version(MAX, newest);
        if (from > to) {
            throw new UserException(
                    MIN + " " + oldest + " is newer than " + MAX + " " + newest + ": give " + MAX + " the newer one");
        }
        var terms = new TlsTerms(TlsTerms.DEFAULT.protocols().subList(from, to + 1), List.of());
        var named = suites.stream().filter(suite -> !suite.isEmpty()).toList();
        if (named.isEmpty()) {
            return terms;
        }
        if (from == 1) {
            throw new UserException(SUITES + " is of TLS 1.2, and " + MIN + " is TLS1.3: leave one of them out");
        }
        try {
            return terms.withCipherSuites(named);
        } catch (IllegalArgumentException e) {
            throw new UserException(SUITES + " has " + e.getMessage(), e);
        }
    }

    private static int version(String flag, String value) throws UserException {
        var found = VERSIONS.get(value);
        if (found == null) {
            throw new UserException(flag + " " + value + " is not known: give TLS1.2 or TLS1.3");
        }
        return found;
    }
}
