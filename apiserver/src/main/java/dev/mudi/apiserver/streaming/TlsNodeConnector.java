package dev.mudi.apiserver.streaming;

import dev.mudi.apiserver.pki.KeyedCertificate;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Connects over TCP and TLS. Kubelets make their own serving certificates unless told otherwise, so these are not verified (upstream's
 * behaviour without {@code --kubelet-certificate-authority}); the kubelet verifies the API server.
 */
public final class TlsNodeConnector implements NodeConnector {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final KeyedCertificate self;

    /** Made when first needed; guarded by this. */
    private @Nullable SSLContext kubelet;

    /** Made when first needed; guarded by this. */
    private @Nullable SSLContext others;

    /** Shows this certificate to kubelets. */
    public TlsNodeConnector(KeyedCertificate self) {
        this.self = self;
    }

    private synchronized SSLContext context(Security security) {
        if (security == Security.KUBELET) {
            kubelet = kubelet == null ? context(keyManagers(self)) : kubelet;
            return kubelet;
        }
        others = others == null ? context(new KeyManager[0]) : others;
        return others;
    }

    private static SSLContext context(KeyManager[] keys) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new AnyServer()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS for connections to nodes cannot be set up", e);
        }
    }

    private static KeyManager[] keyManagers(KeyedCertificate self) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("self", self.key(), new char[0], new Certificate[] {self.certificate()});
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the client certificate for kubelets cannot be used", e);
        }
    }

    @Override
    public Socket connect(Target target) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(target.host(), target.port()), (int) TIMEOUT.toMillis());
            if (target.security() == Security.PLAIN) {
                return socket;
            }
            var context = context(target.security());
            var secured =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, target.host(), target.port(), true);
            secured.setSoTimeout((int) TIMEOUT.toMillis());
            secured.startHandshake();
            secured.setSoTimeout(0);
            return secured;
        } catch (IOException e) {
            socket.close();
            throw new IOException("dial tcp " + target.authority() + ": " + why(e), e);
        }
    }

    /** In the words that clients of upstream know. */
    private static String why(IOException failure) {
        return switch (failure) {
            case NoRouteToHostException none -> "connect: no route to host";
            case ConnectException refused
            when String.valueOf(refused.getMessage()).contains("refused") -> "connect: connection refused";
            case SocketTimeoutException late -> "i/o timeout";
            default -> String.valueOf(failure.getMessage());
        };
    }

    /** Takes every server's certificate. */
    private static final class AnyServer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
