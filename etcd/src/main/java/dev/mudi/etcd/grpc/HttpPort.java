package dev.mudi.etcd.grpc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;

/** A port that has pages and not etcd's API: for who asks how a member is and has no certificate to show. */
final class HttpPort implements AutoCloseable {
    private final EventLoopGroup loop;
    private final Channel listening;

    private HttpPort(EventLoopGroup loop, Channel listening) {
        this.loop = loop;
        this.listening = listening;
    }

    /**
     * Opens it.
     *
     * @param pages makes a handler of whole HTTP/1.1 requests for a connection
     * @throws IOException when the port is taken
     */
    static HttpPort open(InetSocketAddress address, Optional<SslContext> tls, Supplier<ChannelHandler> pages)
            throws IOException {
        var loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        var pipeline = connection.pipeline();
                        tls.ifPresent(some -> pipeline.addLast(some.newHandler(connection.alloc())));
                        pipeline.addLast(
                                new HttpServerCodec(),
                                new HttpObjectAggregator(SharedPort.MOST_REQUEST_BYTES),
                                pages.get());
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            EtcdServer.end(loop);
            throw new IOException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        return new HttpPort(loop, bound.channel());
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Closes its connections too. */
    @Override
    public void close() {
        EtcdServer.end(loop);
    }
}
