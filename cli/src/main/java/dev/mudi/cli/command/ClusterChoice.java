package dev.mudi.cli.command;

import dev.mudi.cluster.ClusterOptions;
import dev.mudi.cluster.control.ControlClient;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which cluster a command is about. */
public final class ClusterChoice {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where the cluster keeps everything (default: ${DEFAULT-VALUE}). Another directory is another cluster.",
            defaultValue = "/var/lib/mudi")
    private Path dataDir = ClusterOptions.DEFAULT_DATA_DIR;

    @Option(
            names = "--log-dir",
            paramLabel = "DIR",
            description = "Where logs go (default: /var/log/mudi, or log in another data directory).")
    private @org.jspecify.annotations.Nullable Path logDir;

    ClusterOptions options(int port, ClusterOptions.Nodes nodes) {
        var data = dataDir.toAbsolutePath().normalize();
        var logs = data.equals(ClusterOptions.DEFAULT_DATA_DIR) ? ClusterOptions.DEFAULT_LOG_DIR : data.resolve("log");
        return new ClusterOptions(
                data, logDir == null ? logs : logDir.toAbsolutePath().normalize(), port, nodes);
    }

    ClusterOptions options() {
        return options(0, new ClusterOptions.Nodes.Real());
    }

    ControlClient daemon() {
        return new ControlClient(options().controlSocket());
    }
}
