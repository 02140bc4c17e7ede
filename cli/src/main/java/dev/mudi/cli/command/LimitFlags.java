package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.grpc.EtcdServerOptions.Limits;
import picocli.CommandLine.Option;

/** What clients of a member may ask; flags are etcd's. */
final class LimitFlags {
    @Option(
            names = "--max-request-bytes",
            paramLabel = "BYTES",
            defaultValue = "1572864",
            description =
                    "How large a write may be, 10 MiB at most; give all members the same (default: ${DEFAULT-VALUE}).")
    private long requestBytes;

    @Option(
            names = "--max-concurrent-streams",
            paramLabel = "COUNT",
            defaultValue = "4294967295",
            description =
                    "How many calls, watches and renewals of leases a client may have open on one connection (default:"
                            + " ${DEFAULT-VALUE}).")
    private long streams;

    @Option(
            names = "--max-txn-ops",
            paramLabel = "COUNT",
            defaultValue = "128",
            description = "How many operations a branch of a transaction may have (default: ${DEFAULT-VALUE}).")
    private long txnOps;

    @Option(
            names = "--max-learners",
            paramLabel = "COUNT",
            defaultValue = "1",
            description = "How many members without a vote there may be; give all members the same (default:"
                    + " ${DEFAULT-VALUE}).")
    private long learners;

    int learners() throws UserException {
        return within("--max-learners", learners, Integer.MAX_VALUE);
    }

    Limits limits() throws UserException {
        return new Limits(
                within("--max-request-bytes", requestBytes, Limits.MOST_REQUEST_BYTES),
                (int) Math.min(Integer.MAX_VALUE, positive("--max-concurrent-streams", streams)),
                within("--max-txn-ops", txnOps, Integer.MAX_VALUE));
    }

    private static int within(String flag, long value, int most) throws UserException {
        if (value > most) {
            throw new UserException(flag + " " + value + " is too much: give " + most + " at most");
        }
        return (int) positive(flag, value);
    }

    private static long positive(String flag, long value) throws UserException {
        if (value < 1) {
            throw new UserException(flag + " " + value + " makes no sense: give 1 or more");
        }
        return value;
    }
}
