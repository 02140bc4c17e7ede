package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.grpc.EtcdServerOptions.AuthTokens;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The tokens by which a member knows users; flags are etcd's. */
final class AuthFlags {
    @Option(
            names = "--auth-token",
            paramLabel = "TOKEN",
            defaultValue = "simple",
            description = "Which tokens users get: simple or jwt,...")
    private String kind = "simple";

    @Option(
            names = "--auth-token-ttl",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description =
                    "How long a simple token is good after its last use, 0 for 300; jwt,... has a ttl of its own (default:"
                            + " ${DEFAULT-VALUE}).")
    private long ttl;

    AuthTokens tokens() throws UserException {
        if (ttl < 0) {
            throw new UserException("--auth-token-ttl " + ttl + " makes no sense: give a number of seconds");
        }
        return new AuthTokens(kind, ttl == 0 ? AuthTokens.DEFAULT.ttl() : Duration.ofSeconds(ttl));
    }
}
