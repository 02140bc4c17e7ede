package dev.mudi.cli.command;

import java.util.List;
import picocli.CommandLine.Option;

/**
 * Flags of etcd that say how its own log, backend and elections are tuned, and what it tells its operator of them. None of that is here to
 * be tuned, and what they ask for is so without them; they are taken so that the words which start an etcd need not be sorted first.
 */
final class UnusedFlags {
    @Option(
            names = {
                "--snapshot-count",
                "--snapshot-catchup-entries",
                "--experimental-snapshot-catchup-entries",
                "--max-snapshots",
                "--max-wals",
                "--heartbeat-interval",
                "--backend-batch-interval",
                "--backend-batch-limit",
                "--backend-bbolt-freelist-type",
                "--compaction-batch-limit",
                "--experimental-compaction-batch-limit",
                "--compaction-sleep-interval",
                "--experimental-compaction-sleep-interval",
                "--compact-hash-check-time",
                "--experimental-compact-hash-check-time",
                "--downgrade-check-time",
                "--experimental-downgrade-check-time",
                "--bootstrap-defrag-threshold-megabytes",
                "--experimental-bootstrap-defrag-threshold-megabytes",
                "--warning-apply-duration",
                "--experimental-warning-apply-duration",
                "--warning-unary-request-duration",
                "--experimental-warning-unary-request-duration",
                "--logger",
                "--log-level",
                "--log-format",
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
    private List<Boolean> defaults = List.of();

    @Option(
            names = {
                "--experimental-initial-corrupt-check",
                "--experimental-stop-grpc-service-on-defrag",
                "--experimental-txn-mode-write-with-shared-buffer"
            },
            arity = "0..1",
            paramLabel = "BOOL",
            description = "Gates of --feature-gates: taken, and not used.")
    private List<Boolean> switches = List.of();

    /** How many were given. */
    int count() {
        return values.size() + defaults.size() + switches.size();
    }
}
