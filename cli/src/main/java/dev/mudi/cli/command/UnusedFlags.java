package dev.mudi.cli.command;

import java.util.List;
import picocli.CommandLine.Option;

/**
 * Flags of etcd that say how its own log, backend and elections are tuned. None of that is here to be tuned, and what they ask for is
 * so without them; they are taken so that the words which start an etcd need not be sorted first.
 */
final class UnusedFlags {
    @Option(
            names = {
                "--snapshot-count",
                "--snapshot-catchup-entries",
                "--max-snapshots",
                "--max-wals",
                "--heartbeat-interval",
                "--backend-batch-interval",
                "--backend-batch-limit",
                "--backend-bbolt-freelist-type",
                "--compaction-batch-limit",
                "--compaction-sleep-interval",
                "--logger",
                "--metrics"
            },
            paramLabel = "VALUE",
            description = "Of etcd's own log and backend: taken, and not used.")
    private List<String> values = List.of();

    @Option(
            names = {"--pre-vote", "--strict-reconfig-check", "--initial-election-tick-advance"},
            arity = "0..1",
            paramLabel = "BOOL",
            description = "As etcd has them by default: taken, and not used.")
    private List<Boolean> switches = List.of();

    /** How many were given. */
    int count() {
        return values.size() + switches.size();
    }
}
