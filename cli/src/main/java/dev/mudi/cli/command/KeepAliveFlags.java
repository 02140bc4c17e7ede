package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.grpc.EtcdServerOptions.KeepAlive;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What a member does about connections on which nothing is said; flags are etcd's. */
final class KeepAliveFlags {
    /** Longer than a connection lasts. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    @Option(
            names = "--grpc-keepalive-min-time",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "A client that asks more often whether the member is there is sent away (default:"
                    + " ${DEFAULT-VALUE}).")
    private String minTime = "";

    @Option(
            names = "--grpc-keepalive-interval",
            paramLabel = "TIME",
            defaultValue = "1m",
            description =
                    "After so long a silence a client is asked whether it is there, 10s at least; 0 for never (default:"
                            + " ${DEFAULT-VALUE}).")
    private String interval = "";

    @Option(
            names = "--grpc-keepalive-timeout",
            paramLabel = "TIME",
            defaultValue = "20s",
            description = "After so long without an answer it is taken to be gone (default: ${DEFAULT-VALUE}).")
    private String timeout = "";

    KeepAlive keepAlive() throws UserException {
        var silence = EtcdFlags.duration("--grpc-keepalive-interval", interval);
        return new KeepAlive(
                EtcdFlags.duration("--grpc-keepalive-min-time", minTime),
                silence.isZero() ? NEVER : silence,
                EtcdFlags.duration("--grpc-keepalive-timeout", timeout));
    }
}
