package dev.mudi.apiserver.webhook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to webhooks, kept for the next call. At most {@value #MOST_IDLE} wait for one, none longer than half a minute before
 * another call finds it too old. Safe for several threads.
 */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int MOST_IDLE = 64;
    private static final Duration IDLE = Duration.ofSeconds(30);

    /** The one that was used last is the first. */
    private final Deque<Connection> idle = new ArrayDeque<>();

    private boolean closed;

    /** One that waits, if there is one for this place. */
    synchronized Optional<Connection> waiting(Connection.Place place) {
        closeOld();
        var found = idle.stream()
                .filter(connection -> connection.place().equals(place))
                .findFirst();
        found.ifPresent(idle::remove);
        return found;
    }

    /** Takes back one whose call was answered whole. */
    synchronized void keep(Connection connection) {
        connection.idle(System.nanoTime());
        idle.addFirst(connection);
        closeOld();
        while (idle.size() > (closed ? 0 : MOST_IDLE)) {
            closed(idle.removeLast());
        }
    }

    private void closeOld() {
        long limit = System.nanoTime() - IDLE.toNanos();
        while (!idle.isEmpty() && idle.getLast().isIdleSince(limit)) {
            closed(idle.removeLast());
        }
    }

    private static void closed(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug(
                    "a connection to {} did not close well: {}",
                    connection.place().host(),
                    e.getMessage());
        }
    }

    /** A new one; waits for the peer to take it, and for the handshake. */
    static Connection open(Connection.Place place, Duration timeout) throws IOException, GeneralSecurityException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(place.address(), (int) timeout.toMillis());
            socket.setSoTimeout((int) timeout.toMillis());
            var factory = context(place.authorities()).getSocketFactory();
            var secured = (SSLSocket) factory.createSocket(socket, place.host(), place.port(), true);
            var parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return new Connection(place, secured);
        } catch (IOException | GeneralSecurityException e) {
            socket.close();
            throw e;
        }
    }

    /** Believes these authorities alone, or those that this Java believes. */
    private static SSLContext context(String authorities) throws GeneralSecurityException, IOException {
        if (authorities.isEmpty()) {
            return SSLContext.getDefault();
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int count = 0;
        var in = new ByteArrayInputStream(authorities.getBytes(StandardCharsets.UTF_8));
        for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
            store.setCertificateEntry("ca" + count++, certificate);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Connections::closed);
        idle.clear();
    }
}
