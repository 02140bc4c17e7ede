package dev.mudi.apiserver.pki;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * The store's own certificates, apart from the cluster's: who has a certificate of the cluster is not yet allowed to read the store.
 * Members show each other {@code peer}, the store shows clients {@code server}, and whoever shows it {@code client} is its root.
 */
public final class EtcdPki {
    private final CertificateDirectory files;
    private final Authority authority;

    private EtcdPki(CertificateDirectory files) throws IOException {
        this.files = files;
        this.authority = files.authority("ca", "etcd-ca");
        files.keep("client", authority, CertificateRequest.client("root"));
    }

    /**
     * Reads the directory and makes what is missing or about to expire.
     *
     * @param directory of kubeadm's layout: the folder {@code etcd} beside the cluster's certificates
     */
    public static EtcdPki open(Path directory, InstantSource clock) throws IOException {
        return new EtcdPki(CertificateDirectory.open(directory, clock, CertificateDirectory.Keys.PKCS8));
    }

    /**
     * A certificate kept under a name, for a member and for clients alike.
     *
     * @return where it is
     */
    public Files certificate(String name, List<String> dnsNames, List<String> addresses) throws IOException {
        files.keep(name, authority, CertificateRequest.peer("etcd-" + name, dnsNames, addresses));
        return new Files(files.file(name + ".crt"), files.file(name + ".key"));
    }

    /** The file of the authority's certificate. */
    public Path authorityFile() {
        return files.file("ca.crt");
    }

    /** Where a certificate and its key are. */
    public record Files(Path certificate, Path key) {}
}
