package dev.mudi.apiserver.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** A directory of certificates and keys. Read, and completed, when opened; safe for several threads afterwards. */
public final class ClusterPki {
    /** Certificates are made anew when they are good for less than this. */
    private static final Duration RENEW_BEFORE = Duration.ofDays(60);

    /** The group of cluster administrators (kubeadm, since 1.29). */
    public static final String ADMINS = "kubeadm:cluster-admins";

    private final PkiOptions options;
    private final Authority authority;
    private final Authority frontProxy;
    private final KeyPair serviceAccountKeys;
    private final KeyedCertificate serving;
    private final KeyedCertificate kubeletClient;

    private ClusterPki(PkiOptions options) throws IOException {
        this.options = options;
        Files.createDirectories(options.directory());
        this.authority = authority("ca", "kubernetes");
        this.frontProxy = authority("front-proxy-ca", "front-proxy-ca");
        this.serviceAccountKeys = serviceAccountKeys();
        this.serving = keep("apiserver", authority, servingRequest());
        this.kubeletClient = keep(
                "apiserver-kubelet-client",
                authority,
                CertificateRequest.client("kube-apiserver-kubelet-client", ADMINS));
        keep("front-proxy-client", frontProxy, CertificateRequest.client("front-proxy-client"));
    }

    /**
     * Reads the directory and makes what is missing, about to expire or lacks a name.
     *
     * @throws IOException names the file that cannot be read or written, and why
     */
    public static ClusterPki open(PkiOptions options) throws IOException {
        return new ClusterPki(options);
    }

    private CertificateRequest servingRequest() {
        var names = new ArrayList<String>(List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc." + options.clusterDomain(),
                "localhost"));
        names.addAll(options.dnsNames());
        var addresses = new ArrayList<>(List.of(options.serviceAddress(), "127.0.0.1", "0:0:0:0:0:0:0:1"));
        addresses.addAll(options.addresses());
        return CertificateRequest.server(
                "kube-apiserver",
                names.stream().distinct().toList(),
                addresses.stream().distinct().toList());
    }

    private Authority authority(String name, String commonName) throws IOException {
        var certificate = file(name + ".crt");
        var key = file(name + ".key");
        if (!Files.exists(certificate)) {
            if (Files.exists(key)) {
                throw new IOException(key + " is there, but " + certificate
                        + " is missing: restore it, or remove both to begin with new certificates");
            }
            store(name, Authority.create(commonName, options.clock()));
        }
        return new Authority(load(name), options.clock());
    }

    private KeyPair serviceAccountKeys() throws IOException {
        var secret = file("sa.key");
        var open = file("sa.pub");
        if (!Files.exists(secret)) {
            var keys = Authority.newKeyPair();
            Pem.writePublic(open, Pem.text(keys.getPublic()));
            Pem.writeSecret(secret, Pem.text(keys.getPrivate(), keys.getPublic()));
        }
        return new KeyPair(Pem.publicKey(open), Pem.privateKey(secret));
    }

    /** The certificate under a name, made anew if it has to be. */
    private KeyedCertificate keep(String name, Authority by, CertificateRequest request) throws IOException {
        if (Files.exists(file(name + ".crt")) && Files.exists(file(name + ".key"))) {
            var kept = load(name);
            if (isGood(kept.certificate(), by, request)) {
                return kept;
            }
        }
        var made = by.issue(request);
        store(name, made);
        return made;
    }

    private boolean isGood(X509Certificate certificate, Authority by, CertificateRequest request) {
        var soon = options.clock().instant().plus(RENEW_BEFORE);
        return certificate.getNotAfter().toInstant().isAfter(soon)
                && certificate.getIssuerX500Principal().equals(by.certificate().getSubjectX500Principal())
                && names(certificate).containsAll(request.dnsNames())
                && names(certificate).containsAll(request.addresses());
    }

    private static Set<String> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Set.of()
                    : names.stream().map(name -> Objects.toString(name.get(1))).collect(Collectors.toSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }

    private KeyedCertificate load(String name) throws IOException {
        return new KeyedCertificate(
                Pem.certificates(file(name + ".crt")).getFirst(), Pem.privateKey(file(name + ".key")));
    }

    private void store(String name, KeyedCertificate made) throws IOException {
        Pem.writeSecret(
                file(name + ".key"), Pem.text(made.key(), made.certificate().getPublicKey()));
        Pem.writePublic(file(name + ".crt"), Pem.text(made.certificate()));
    }

    private Path file(String name) {
        return options.directory().resolve(name);
    }

    /** The cluster's authority. */
    public Authority authority() {
        return authority;
    }

    /** The authority of those who may speak for other users by headers. */
    public Authority frontProxyAuthority() {
        return frontProxy;
    }

    /** The keys that sign service-account tokens and verify them. */
    public KeyPair serviceAccountKeyPair() {
        return serviceAccountKeys;
    }

    /** With what the API server shows itself to kubelets. */
    public KeyedCertificate kubeletClient() {
        return kubeletClient;
    }

    /** The file of the authority's certificate. */
    public Path authorityFile() {
        return file("ca.crt");
    }

    /** With what the API server shows itself. */
    public KeyedCertificate serving() {
        return serving;
    }

    /**
     * A certificate kept in this directory under a name of the caller's ({@code kubelet}, {@code scheduler}): made by the cluster's
     * authority, read again while it is good.
     */
    public KeyedCertificate certificate(String name, CertificateRequest request) throws IOException {
        return keep(name, authority, request);
    }
}
