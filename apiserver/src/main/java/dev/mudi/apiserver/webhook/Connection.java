package dev.mudi.apiserver.webhook;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A connection to a webhook, used by one call at a time. */
final class Connection implements Closeable {
    private final Place place;
    private final Socket socket;
    private final HttpExchange exchange;

    /** When its last call ended, in {@link System#nanoTime}; no sense before the first did. */
    private volatile long idleSince;

    /** What connections are the same for: the address, and who has to be there by the word of which authorities. */
    record Place(InetSocketAddress address, String host, int port, String authorities) {}

    /** A connection on which nothing was sent yet. */
    Connection(Place place, Socket socket) throws IOException {
        this.place = place;
        this.socket = socket;
        this.exchange = new HttpExchange(socket.getInputStream(), socket.getOutputStream());
    }

    Place place() {
        return place;
    }

    HttpExchange exchange() {
        return exchange;
    }

    void waitFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    void idle(long nanoTime) {
        idleSince = nanoTime;
    }

    boolean isIdleSince(long nanoTime) {
        return idleSince - nanoTime <= 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
