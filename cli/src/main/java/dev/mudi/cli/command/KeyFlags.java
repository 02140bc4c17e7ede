package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.cluster.ClusterOptions.Keys;
import java.util.List;
import picocli.CommandLine.Option;

/** How objects stand in the store; flags are kube-apiserver's. */
final class KeyFlags {
    @Option(
            names = "--etcd-prefix",
            paramLabel = "PREFIX",
            description = "Of all keys in the store (default: ${DEFAULT-VALUE}).",
            defaultValue = "/registry")
    private String prefix = "";

    @Option(
            names = "--etcd-compaction-interval",
            paramLabel = "TIME",
            description = "How long the etcd of --etcd-servers keeps what is past, such as 5m; 0 for ever (default:"
                    + " ${DEFAULT-VALUE}).",
            defaultValue = "5m")
    private String compaction = "";

    @Option(
            names = "--quota-backend-bytes",
            paramLabel = "BYTES",
            description =
                    "How much objects and their history may take in a store of the cluster's own; 0 for what the heap"
                            + " has room for, and 2 GiB at most (default: ${DEFAULT-VALUE}).",
            defaultValue = "0")
    private long quota;

    Keys keys() throws UserException {
        if (quota < 0) {
            throw new UserException("--quota-backend-bytes " + quota + " makes no sense: give a number of bytes, or 0");
        }
        return new Keys(prefix, EtcdFlags.duration("--etcd-compaction-interval", compaction), quota);
    }

    /** The same as words of a command. */
    static List<String> words(Keys keys) {
        return keys.equals(Keys.DEFAULT)
                ? List.of()
                : List.of(
                        "--etcd-prefix=" + keys.prefix(),
                        "--etcd-compaction-interval=" + keys.compaction().toSeconds() + "s",
                        "--quota-backend-bytes=" + keys.quotaBytes());
    }
}
