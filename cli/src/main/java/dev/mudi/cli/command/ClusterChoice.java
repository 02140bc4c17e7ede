package dev.mudi.cli.command;

import dev.mudi.cli.host.HostSetup;
import dev.mudi.cluster.ClusterOptions;
import dev.mudi.cluster.StoreRecord;
import dev.mudi.cluster.control.ControlClient;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command is about. */
public final class ClusterChoice {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where the cluster keeps everything (default: /var/lib/mudi; without root ~/.local/share/mudi)."
                            + " Another directory is another cluster.")
    private @Nullable Path dataDir;

    @Option(
            names = "--log-dir",
            paramLabel = "DIR",
            description = "Where logs go (default: /var/log/mudi, or log in another data directory).")
    private @Nullable Path logDir;

    /** @param nodes null for what goes with the store */
    ClusterOptions options(int port, ClusterOptions.@Nullable Nodes nodes, ClusterOptions.Store store)
            throws IOException {
        return options(port, store, nodes == null ? usual(store) : nodes);
    }

    /** One of several servers goes on as it was started first, and that is as a control plane alone unless told otherwise. */
    private ClusterOptions.Nodes usual(ClusterOptions.Store store) throws IOException {
        return store instanceof ClusterOptions.Store.Replicated
                ? StoreRecord.nodes(options().dataDir()).orElse(new ClusterOptions.Nodes.None())
                : new ClusterOptions.Nodes.Real();
    }

    private ClusterOptions options(int port, ClusterOptions.Store store, ClusterOptions.Nodes nodes) {
        var data = dataDir == null ? defaultDataDir() : dataDir.toAbsolutePath().normalize();
        var logs = data.equals(ClusterOptions.DEFAULT_DATA_DIR) ? ClusterOptions.DEFAULT_LOG_DIR : data.resolve("log");
        return new ClusterOptions(
                data, logDir == null ? logs : logDir.toAbsolutePath().normalize(), port, nodes, store);
    }

    private static Path defaultDataDir() {
        return HostSetup.isRoot()
                ? ClusterOptions.DEFAULT_DATA_DIR
                : Kubeconfigs.home().resolve(".local/share/mudi");
    }

    ClusterOptions options(ClusterOptions.Store store) throws IOException {
        return options(0, null, store);
    }

    ClusterOptions options() {
        return options(0, new ClusterOptions.Store.Embedded(0), new ClusterOptions.Nodes.Real());
    }

    ControlClient daemon() {
        return new ControlClient(options().controlSocket());
    }
}
