package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Flags of etcd for what is not here. As etcd has them by default they may be given: many who set up an etcd say so. */
final class AbsentFlags {
    private static final Set<String> NO_FILE = Set.of("default", "stderr", "stdout");

    @Option(
            names = "--auto-tls",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description = "Must be off.")
    private boolean autoTls;

    @Option(
            names = "--peer-auto-tls",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description = "Must be off.")
    private boolean peerAutoTls;

    @Option(
            names = "--enable-pprof",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description = "Must be off.")
    private boolean pprof;

    @Option(
            names = "--enable-grpc-gateway",
            arity = "0..1",
            paramLabel = "BOOL",
            fallbackValue = "true",
            description = "Must be off.")
    private boolean gateway;

    @Option(
            names = "--log-outputs",
            paramLabel = "OUTPUTS",
            split = ",",
            description = "default, stderr or stdout: taken, and not used.")
    private List<String> logs = List.of();

    /** Refuses those that ask for something. */
    void check() throws UserException {
        check("--auto-tls", autoTls, "name a certificate with --cert-file and --key-file");
        check(
                "--peer-auto-tls",
                peerAutoTls,
                "name certificates with --peer-cert-file, --peer-key-file and --peer-trusted-ca-file");
        check("--enable-pprof", pprof, "a member has no profiles of Go; leave it out");
        check("--enable-grpc-gateway", gateway, "a member speaks gRPC, and has no JSON in front of it; leave it out");
        for (var log : logs) {
            if (!NO_FILE.contains(log)) {
                throw new UserException(
                        "--log-outputs " + log + " is not possible: a member writes no log; give default or stderr");
            }
        }
    }

    private static void check(String flag, boolean on, String instead) throws UserException {
        if (on) {
            throw new UserException(flag + " cannot be on: " + instead);
        }
    }
}
