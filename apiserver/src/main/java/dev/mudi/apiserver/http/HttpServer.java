package dev.mudi.apiserver.http;

import dev.mudi.apiserver.PeerGoneException;
import dev.mudi.apiserver.RequestReceiver;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTPS on one port. Requests are handed to a {@link RequestReceiver}, each on a virtual thread of its own; closing waits for the
 * answers under way, then cuts what is left.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** Small arenas: an idle server holds little, and no answer needs a large buffer. */
    private static final int ARENAS = 2;

    private static final int PAGE_BYTES = 8192;

    /** 8 KiB << 5 = 256 KiB a chunk. */
    private static final int CHUNK_ORDER = 5;

    private static final int BACKLOG = 1024;

    private final RequestReceiver receiver;
    private final HttpServerOptions options;
    private final MultiThreadIoEventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicBoolean draining = new AtomicBoolean();
    private final LongAdder handshakeErrors = new LongAdder();

    private final InFlight underWay = new InFlight();

    private @Nullable Channel listener;

    private HttpServer(RequestReceiver receiver, HttpServerOptions options) {
        this.receiver = receiver;
        this.options = options;
        this.loops = new MultiThreadIoEventLoopGroup(
                options.eventLoops(), new DefaultThreadFactory("http", true), EpollIoHandler.newFactory());
    }

    /**
     * Listens.
     *
     * @throws IOException when the address is taken or may not be used; the message names it
     */
    public static HttpServer start(HttpServerOptions options, ServerTls tls, RequestReceiver receiver)
            throws IOException {
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            // Sampling every hundredth buffer costs a tenth of a small answer; the tests look for leaks.
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
        var server = new HttpServer(receiver, options);
        var allocator = new PooledByteBufAllocator(true, 0, ARENAS, PAGE_BYTES, CHUNK_ORDER, 256, 64, false);
        var bound = new ServerBootstrap()
                .group(server.loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ConnectionInitializer(server, tls))
                .bind(options.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            server.loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly();
            throw new IOException(
                    "cannot listen on " + options.address() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        server.listener = bound.channel();
        return server;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        var channel = listener;
        if (channel == null) {
            throw new IllegalStateException("the server does not listen");
        }
        return (InetSocketAddress) channel.localAddress();
    }

    void track(Channel connection) {
        connections.add(connection);
    }

    boolean isDraining() {
        return draining.get();
    }

    InstantSource clock() {
        return options.clock();
    }

    /** Starts the thread of a request. */
    void handOver(NettyRequest request, NettyResponse response, Runnable answered) {
        underWay.add(response);
        Thread.ofVirtual().name("request").start(() -> {
            try {
                receiver.receive(request, response);
            } catch (PeerGoneException gone) {
                LOG.atDebug().addKeyValue("path", request.path()).log("the peer left before the end of the answer");
            } finally {
                response.finish();
                answered.run();
                underWay.remove(response);
            }
        });
    }

    /** The peer and this server did not come to TLS. */
    void handshakeFailed() {
        handshakeErrors.increment();
    }

    /** How many connections did not come to TLS. */
    public long handshakeErrors() {
        return handshakeErrors.sum();
    }

    void connectionFailed(SocketAddress peer, Throwable cause) {
        LOG.atDebug()
                .addKeyValue("peer", peer)
                .addKeyValue("cause", String.valueOf(cause.getMessage()))
                .log("connection failed");
    }

    /** Takes no more requests, waits for those under way (not longer than the options say), closes every connection. Idempotent. */
    @Override
    public void close() {
        if (draining.getAndSet(true)) {
            return;
        }
        if (listener != null) {
            listener.close().awaitUninterruptibly();
        }
        if (!underWay.awaitNone(options.drain())) {
            LOG.atInfo().addKeyValue("requests", underWay.size()).log("closing while requests are under way");
        }
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
