package dev.mudi.cli.command;

import dev.mudi.cli.host.HostSetup;
import dev.mudi.cluster.ClusterOptions;
import dev.mudi.cluster.control.ControlClient;
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

    ClusterOptions options(int port, ClusterOptions.Components components, ClusterOptions.Store store) {
        var data = dataDir();
        var logs = data.equals(ClusterOptions.DEFAULT_DATA_DIR) ? ClusterOptions.DEFAULT_LOG_DIR : data.resolve("log");
        return new ClusterOptions(
                        data,
                        logDir == null ? logs : logDir.toAbsolutePath().normalize(),
                        port,
                        components.nodes(),
                        store)
                .withComponents(components);
    }

    /** Where the cluster keeps everything. */
    Path dataDir() {
        return dataDir == null ? defaultDataDir() : dataDir.toAbsolutePath().normalize();
    }

    private static Path defaultDataDir() {
        return HostSetup.isRoot()
                ? ClusterOptions.DEFAULT_DATA_DIR
                : Kubeconfigs.home().resolve(".local/share/mudi");
    }

    ClusterOptions options() {
        return options(
                0,
                ClusterOptions.Components.allOn(new ClusterOptions.Nodes.Real()),
                new ClusterOptions.Store.Embedded(0));
    }

    ControlClient daemon() {
        return new ControlClient(options().controlSocket());
    }
}
