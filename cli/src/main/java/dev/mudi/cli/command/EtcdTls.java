package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.grpc.EtcdServerOptions;
import dev.mudi.etcd.raft.PeerTls;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The certificates of a member; flags and meaning are etcd's. */
final class EtcdTls {
    @Option(names = "--cert-file", paramLabel = "FILE", description = "Certificate shown to clients.")
    private @Nullable Path certificate;

    @Option(names = "--key-file", paramLabel = "FILE", description = "Its key, in PKCS #8.")
    private @Nullable Path key;

    @Option(names = "--trusted-ca-file", paramLabel = "FILE", description = "Who signs the certificates of clients.")
    private @Nullable Path clientAuthority;

    @Option(names = "--client-cert-auth", description = "Ask clients for a certificate.")
    private boolean clientAuth;

    @Option(names = "--peer-cert-file", paramLabel = "FILE", description = "Certificate shown to other members.")
    private @Nullable Path peerCertificate;

    @Option(names = "--peer-key-file", paramLabel = "FILE", description = "Its key, in PKCS #8.")
    private @Nullable Path peerKey;

    @Option(
            names = "--peer-trusted-ca-file",
            paramLabel = "FILE",
            description = "Who signs the certificates of members.")
    private @Nullable Path peerAuthority;

    @Option(names = "--peer-client-cert-auth", description = "Members always show each other certificates.")
    private boolean peerClientAuth;

    /** @param secure whether the URLs for clients are https */
    Optional<EtcdServerOptions.Tls> forClients(boolean secure) throws UserException {
        if (!secure) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw new UserException(
                    "--listen-client-urls is https: name a certificate with --cert-file and --key-file");
        }
        boolean ask = clientAuth || clientAuthority != null;
        if (ask && clientAuthority == null) {
            throw new UserException(
                    "--client-cert-auth needs --trusted-ca-file: who signs the certificates of clients");
        }
        return Optional.of(new EtcdServerOptions.Tls(
                certificate, key, ask ? Optional.ofNullable(clientAuthority) : Optional.empty()));
    }

    /** @param secure whether the URLs for members are https */
    Optional<PeerTls> forMembers(boolean secure) throws UserException {
        if (!secure) {
            if (peerClientAuth || peerCertificate != null) {
                throw new UserException("there are certificates for members, and their URLs are http: make them https");
            }
            return Optional.empty();
        }
        if (peerCertificate == null || peerKey == null || peerAuthority == null) {
            throw new UserException(
                    "--listen-peer-urls is https: name certificates with --peer-cert-file, --peer-key-file"
                            + " and --peer-trusted-ca-file");
        }
        return Optional.of(new PeerTls(peerCertificate, peerKey, peerAuthority));
    }
}
