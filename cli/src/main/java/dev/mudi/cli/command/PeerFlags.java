package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.raft.PeerTls;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The certificates that members show each other; flags are etcd's. */
final class PeerFlags {
    @Option(names = "--peer-cert-file", paramLabel = "FILE", description = "Certificate shown to other members.")
    private @Nullable Path peerCertificate;

    @Option(names = "--peer-key-file", paramLabel = "FILE", description = "Its key, in PKCS #8.")
    private @Nullable Path peerKey;

    @Option(
            names = "--peer-trusted-ca-file",
            paramLabel = "FILE",
            description = "Who signs the certificates of members.")
    private @Nullable Path peerAuthority;

    @Option(
            names = "--peer-client-cert-auth",
            paramLabel = "BOOL",
            arity = "0..1",
            fallbackValue = "true",
            description = "Members always show each other certificates.")
    private boolean peerClientAuth;

    boolean isGiven() {
        return peerCertificate != null || peerKey != null || peerAuthority != null;
    }

    /**
     * What was given.
     *
     * @param secure whether the URLs for members are https
     */
    Optional<PeerTls> tls(boolean secure) throws UserException {
        if (!secure) {
            if (peerClientAuth || isGiven()) {
                throw new UserException("there are certificates for members, and their URLs are http: make them https");
            }
            return Optional.empty();
        }
        if (!isGiven()) {
            return Optional.empty();
        }
        if (peerCertificate == null || peerKey == null || peerAuthority == null) {
            throw new UserException("--peer-cert-file, --peer-key-file and --peer-trusted-ca-file belong together");
        }
        return Optional.of(new PeerTls(
                peerCertificate.toAbsolutePath(), peerKey.toAbsolutePath(), peerAuthority.toAbsolutePath()));
    }
}
