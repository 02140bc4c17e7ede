package dev.mudi.apiserver.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;

/**
 * TLS 1.2 and 1.3 by BoringSSL. Client certificates are asked for, naming the authorities that count, and are not judged here: the
 * authenticator does, so that a bad one is answered with 401 and not with a broken handshake (as upstream).
 */
public final class ServerTls {
    private final AtomicReference<SslContext> context;

    private ServerTls(SslContext context) {
        this.context = new AtomicReference<>(context);
    }

    /**
     * Reads a certificate chain and its key, PEM.
     *
     * @param clientAuthorities told to clients, so that they choose a fitting certificate
     * @throws SSLException when they don't fit each other or can't be read
     */
    public static ServerTls of(Path certificate, Path key, List<X509Certificate> clientAuthorities)
            throws SSLException {
        return new ServerTls(read(certificate, key, clientAuthorities));
    }

    /** Uses other files for connections from now on (a certificate was renewed). */
    public void reload(Path certificate, Path key, List<X509Certificate> clientAuthorities) throws SSLException {
        context.set(read(certificate, key, clientAuthorities));
    }

    private static SslContext read(Path certificate, Path key, List<X509Certificate> clientAuthorities)
            throws SSLException {
        return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                .sslProvider(SslProvider.OPENSSL)
                .clientAuth(ClientAuth.OPTIONAL)
                .trustManager(new AnyCertificate(clientAuthorities))
                .protocols("TLSv1.3", "TLSv1.2")
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
    }

    SslContext context() {
        return context.get();
    }

    /** Takes every certificate; the authenticator verifies it. */
    private record AnyCertificate(List<X509Certificate> authorities) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.toArray(X509Certificate[]::new);
        }
    }
}
