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

    Keys keys() throws UserException {
        return new Keys(prefix, EtcdFlags.duration("--etcd-compaction-interval", compaction));
    }

    /** The same as words of a command. */
    static List<String> words(Keys keys) {
        return keys.equals(Keys.DEFAULT)
                ? List.of()
                : List.of(
                        "--etcd-prefix=" + keys.prefix(),
                        "--etcd-compaction-interval=" + keys.compaction().toSeconds() + "s");
    }
}
