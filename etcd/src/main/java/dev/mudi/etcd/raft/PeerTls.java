package dev.mudi.etcd.raft;

import dev.mudi.etcd.TlsTerms;
import java.io.File;
import java.nio.file.Path;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.security.TlsConf.CertificatesConf;
import org.apache.ratis.security.TlsConf.PrivateKeyConf;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SupportedCipherSuiteFilter;

/**
 * What members show each other, as PEM files: each must show a certificate that the authority has signed.
 *
 * @param certificate with the addresses of this member, for server and client
 * @param key in PKCS #8
 * @param authority who signs the certificates of members
 * @param terms which TLS is spoken
 */
public record PeerTls(Path certificate, Path key, Path authority, TlsTerms terms) {
    /** With what is spoken usually. */
    public PeerTls(Path certificate, Path key, Path authority) {
        this(certificate, key, authority, TlsTerms.DEFAULT);
    }

    /** The same certificates. */
    public PeerTls withTerms(TlsTerms newTerms) {
        return new PeerTls(certificate, key, authority, newTerms);
    }

    void addTo(Parameters parameters) {
        var builder = GrpcTlsConfig.newBuilder();
        builder.setPrivateKey(new PrivateKeyConf(file(key)))
                .setKeyCertificates(new CertificatesConf(file(certificate)))
                .setTrustCertificates(new CertificatesConf(file(authority)))
                .setMutualTls(true);
        if (!terms.isDefault()) {
            builder.setProtocols(terms.protocols());
        }
        if (!terms.cipherSuites().isEmpty()) {
            builder.setCipherSuites(terms.cipherSuites()).setCipherSuiteFilter(SupportedCipherSuiteFilter.INSTANCE);
        }
        GrpcConfigKeys.TLS.setConf(parameters, builder.build());
    }

    private static File file(Path path) {
        return path.toFile();
    }
}
