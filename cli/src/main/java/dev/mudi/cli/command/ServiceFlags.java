package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.cluster.ClusterOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** Addresses of services; the flag is kube-apiserver's. */
final class ServiceFlags {
    private static final String RANGES = "--service-cluster-ip-range";

    @Option(
            names = RANGES,
            paramLabel = "CIDRS",
            description = "Where services get their addresses: a range, or one of each family such as"
                    + " 10.96.0.0/12,fd00:10:96::/112 (default: what the cluster was started with, 10.96.0.0/12 or"
                    + " what is free). A range of the second family can be added to a cluster later.",
            defaultValue = "")
    private String ranges = "";

    /** The options with these ranges. */
    ClusterOptions of(ClusterOptions options) throws UserException {
        try {
            return options.withServiceRanges(ranges);
        } catch (IllegalArgumentException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The same as words of a command. */
    static List<String> words(ClusterOptions options) {
        return options.serviceRanges().isEmpty() ? List.of() : List.of(RANGES + "=" + options.serviceRanges());
    }
}
