package dev.mudi.apiserver.http;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
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
     * Shows a certificate chain, the server's own first.
     *
     * @param clientAuthorities told to clients, so that they choose a fitting certificate
     * @throws SSLException when the key does not fit the certificate
     */
    public static ServerTls of(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> clientAuthorities)
            throws SSLException {
        return new ServerTls(context(chain, key, clientAuthorities));
    }

    /** Shows another chain on connections from now on (a certificate was renewed). */
    public void replace(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> clientAuthorities)
            throws SSLException {
        context.set(context(chain, key, clientAuthorities));
    }

    private static SslContext context(
            List<X509Certificate> chain, PrivateKey key, List<X509Certificate> clientAuthorities) throws SSLException {
        return SslContextBuilder.forServer(key, chain)
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
