package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.grpc.EtcdServerOptions;
import dev.mudi.etcd.raft.PeerTls;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The certificates of a member; flags and meaning are etcd's. */
final class EtcdTls {
    @Option(names = "--cert-file", paramLabel = "FILE", description = "Certificate shown to clients.")
    private @Nullable Path certificate;

    @Option(names = "--key-file", paramLabel = "FILE", description = "Its key, in PKCS #8.")
    private @Nullable Path key;

    @Option(names = "--trusted-ca-file", paramLabel = "FILE", description = "Who signs the certificates of clients.")
    private @Nullable Path clientAuthority;

    @Option(
            names = "--client-cert-auth",
            paramLabel = "BOOL",
            arity = "0..1",
            fallbackValue = "true",
            description = "Ask clients for a certificate.")
    private boolean clientAuth;

    @Mixin
    private TlsFlags terms = new TlsFlags();

    @Mixin
    private PeerFlags peers = new PeerFlags();

    /**
     * What is shown to clients, and asked of them.
     *
     * @param flag with the URLs where they come
     * @param secure whether those are https
     */
    Optional<EtcdServerOptions.Tls> forClients(String flag, boolean secure) throws UserException {
        if (!secure) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw new UserException(flag + " is https: name a certificate with --cert-file and --key-file");
        }
        boolean ask = clientAuth || clientAuthority != null;
        if (ask && clientAuthority == null) {
            throw new UserException(
                    "--client-cert-auth needs --trusted-ca-file: who signs the certificates of clients");
        }
        return Optional.of(new EtcdServerOptions.Tls(
                certificate, key, ask ? Optional.ofNullable(clientAuthority) : Optional.empty(), terms.terms()));
    }

    /** @param secure whether the URLs for members are https */
    Optional<PeerTls> forMembers(boolean secure) throws UserException {
        if (secure && !peers.isGiven()) {
            throw new UserException(
                    "--listen-peer-urls is https: name certificates with --peer-cert-file, --peer-key-file"
                            + " and --peer-trusted-ca-file");
        }
        var told = peers.tls(secure);
        return told.isEmpty() ? told : Optional.of(told.get().withTerms(terms.terms()));
    }
}
