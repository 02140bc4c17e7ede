package dev.mudi.apiserver.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A directory of certificates and keys. Read, and completed, when opened; safe for several threads afterwards. */
public final class ClusterPki {
    /** The group of cluster administrators (kubeadm, since 1.29). */
    public static final String ADMINS = "kubeadm:cluster-admins";

    private final PkiOptions options;
    private final CertificateDirectory files;
    private final Authority authority;
    private final Authority frontProxy;
    private final KeyPair serviceAccountKeys;
    private final KeyedCertificate serving;
    private final KeyedCertificate kubeletClient;

    private ClusterPki(PkiOptions options) throws IOException {
        this.options = options;
        this.files = CertificateDirectory.open(options.directory(), options.clock(), CertificateDirectory.Keys.USUAL);
        this.authority = files.authority("ca", "kubernetes");
        this.frontProxy = files.authority("front-proxy-ca", "front-proxy-ca");
        this.serviceAccountKeys = serviceAccountKeys();
        this.serving = files.keep("apiserver", authority, servingRequest());
        this.kubeletClient = files.keep(
                "apiserver-kubelet-client",
                authority,
                CertificateRequest.client("kube-apiserver-kubelet-client", ADMINS));
        files.keep("front-proxy-client", frontProxy, CertificateRequest.client("front-proxy-client"));
    }

    /**
     * Reads the directory and makes what is missing, about to expire, lacks a name or has another subject.
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

    private KeyPair serviceAccountKeys() throws IOException {
        var secret = files.file("sa.key");
        var open = files.file("sa.pub");
        if (!Files.exists(secret)) {
            var keys = Authority.newKeyPair();
            Pem.writePublic(open, Pem.text(keys.getPublic()));
            Pem.writeSecret(secret, Pem.text(keys.getPrivate(), keys.getPublic()));
        }
        return new KeyPair(Pem.publicKey(open), Pem.privateKey(secret));
    }

    /** What all servers of a cluster must have the same, its authorities and the keys of its tokens, as one short text. */
    public String fingerprint() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(authority.certificate().getEncoded());
            digest.update(frontProxy.certificate().getEncoded());
            digest.update(serviceAccountKeys.getPublic().getEncoded());
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256, and what was read is encoded", e);
        }
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
        return files.file("ca.crt");
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
        return files.keep(name, authority, request);
    }
}
