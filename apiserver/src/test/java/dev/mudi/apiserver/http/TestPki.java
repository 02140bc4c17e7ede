package dev.mudi.apiserver.http;

import dev.mudi.apiserver.RequestReceiver;
import dev.mudi.apiserver.pki.CertificateRequest;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.pki.KeyedCertificate;
import dev.mudi.apiserver.pki.PkiOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates in a directory, servers that show them and clients that trust them. */
public record TestPki(ClusterPki pki) {
    /** Makes certificates. */
    public static TestPki in(Path directory) throws IOException {
        return new TestPki(ClusterPki.open(
                new PkiOptions(directory, List.of(), List.of(), "10.96.0.1", "cluster.local", InstantSource.system())));
    }

    /** The server's side. */
    public ServerTls serverTls() throws IOException {
        return ServerTls.of(
                List.of(pki.serving().certificate()),
                pki.serving().key(),
                List.of(pki.authority().certificate()));
    }

    /** A server on a free port of loopback, which lets requests under way end for five seconds. */
    public HttpServer serve(RequestReceiver receiver) throws IOException {
        var options = new HttpServerOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                2,
                Duration.ofSeconds(5),
                InstantSource.system());
        return HttpServer.start(options, serverTls(), receiver);
    }

    /** A client without a certificate. */
    public SSLContext client() throws GeneralSecurityException, IOException {
        return context(null);
    }

    /** A client that shows itself as a user. */
    public SSLContext client(String user, String... groups) throws GeneralSecurityException, IOException {
        return context(pki.authority().issue(CertificateRequest.client(user, groups)));
    }

    private SSLContext context(KeyedCertificate self) throws GeneralSecurityException, IOException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", pki.authority().certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (self != null) {
            own.setKeyEntry("self", self.key(), new char[0], new Certificate[] {self.certificate()});
        }
        keys.init(own, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
