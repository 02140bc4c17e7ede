package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * etcd's v3 API on a port of which most clusters are never asked: the port is open, and what serves it is loaded when the first client
 * comes, who waits that long. Until then there is a socket and a thread that sleeps.
 */
public final class WaitingEtcdServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingEtcdServer.class);

    private final ServerSocketChannel socket;
    private final Selector selector;
    private final Thread thread;
    private final Etcd etcd;
    private final Preparation preparation;
    private Optional<EtcdServer> server = Optional.empty();
    private boolean closed;

    /** Makes ready what serving needs, such as certificates, on the thread of the port. */
    @FunctionalInterface
    public interface Preparation {
        /** How to serve; the address in it is not looked at. */
        EtcdServerOptions options() throws IOException;
    }

    private WaitingEtcdServer(ServerSocketChannel socket, Selector selector, Etcd etcd, Preparation preparation) {
        this.socket = socket;
        this.selector = selector;
        this.etcd = etcd;
        this.preparation = preparation;
        // A virtual thread would hold its carrier while it selects.
        this.thread = Thread.ofPlatform().name("etcd port").daemon().unstarted(this::await);
    }

    /**
     * Opens the port.
     *
     * @throws IOException when it is taken
     */
    public static WaitingEtcdServer start(Etcd etcd, InetSocketAddress address, Preparation preparation)
            throws IOException {
        var socket = ServerSocketChannel.open();
        try {
            socket.bind(address);
            socket.configureBlocking(false);
            var selector = Selector.open();
            socket.register(selector, SelectionKey.OP_ACCEPT);
            var waiting = new WaitingEtcdServer(socket, selector, etcd, preparation);
            waiting.thread.start();
            return waiting;
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /** The port that is listened on. */
    public int port() {
        return socket.socket().getLocalPort();
    }

    /** The client is still in the socket's queue when the server takes that over. */
    private void await() {
        try {
            var options = options();
            int ready = 0;
            while (ready == 0 && selector.isOpen()) {
                ready = selector.select();
            }
            selector.close();
            serve(options);
        } catch (ClosedSelectorException e) {
            LOG.debug("nobody asked for etcd's API");
        } catch (IOException e) {
            LOG.warn("etcd's API cannot be served: {}", e.getMessage());
        }
    }

    private EtcdServerOptions options() throws IOException {
        try {
            return preparation.options();
        } catch (IOException e) {
            // A socket that a selector still knows would stay open.
            selector.close();
            socket.close();
            throw e;
        }
    }

    private synchronized void serve(EtcdServerOptions options) throws IOException {
        if (closed) {
            return;
        }
        try {
            server = Optional.of(EtcdServer.takeOver(etcd, options, socket));
        } catch (IOException e) {
            // Whoever waits is not to wait for ever.
            socket.close();
            throw e;
        }
    }

    /** Ends what there is. Idempotent. */
    @Override
    public void close() throws IOException {
        selector.close();
        synchronized (this) {
            closed = true;
            server.ifPresent(EtcdServer::close);
            socket.close();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
