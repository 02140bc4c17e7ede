package dev.mudi.kubelet.server;

import dev.mudi.kubelet.logs.FileChanges;
import dev.mudi.runtime.RuntimeService;
import dev.mudi.runtime.StreamingRuntime;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTPS server of the node agent. */
public final class KubeletServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KubeletServer.class);
    private static final int EVENT_LOOPS = 2;
    /** A command to run is in the request's first line, word for word; upstream takes as much (net/http, DefaultMaxHeaderBytes). */
    private static final int LONGEST_HEAD = 1024 * 1024;

    /**
     * What the server serves.
     *
     * @param auth who may use it
     * @param pods the node's pods
     * @param reports what monitoring reads
     * @param runtime for commands that are run to their end
     * @param streaming for those that are streamed
     */
    public record Parts(
            RequestAuth auth,
            ServedPods pods,
            NodeReports reports,
            RuntimeService runtime,
            StreamingRuntime streaming) {}

    private final MultiThreadIoEventLoopGroup group;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final FileChanges changes = new FileChanges();
    private final Channel listener;

    private KubeletServer(ServerOptions options, Parts parts, InstantSource clock) throws IOException {
        var tls = tls(options);
        var logs = new ContainerLogs(changes, parts.pods(), clock);
        var limits =
                new HttpDecoderConfig().setMaxInitialLineLength(LONGEST_HEAD).setMaxHeaderSize(LONGEST_HEAD);
        var endpoints =
                new Endpoints(parts.auth(), parts.pods(), parts.reports(), parts.runtime(), parts.streaming(), logs);
        group = new MultiThreadIoEventLoopGroup(
                EVENT_LOOPS, new DefaultThreadFactory("kubelet-server", true), NioIoHandler.newFactory());
        var bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(tls.newHandler(channel.alloc()))
                                .addLast(new HttpServerCodec(limits))
                                .addLast(new HttpConnection(channel, endpoints));
                    }
                })
                .bind(options.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(
                    "the node agent can't listen on " + options.address() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        listener = bound.channel();
        LOG.atInfo().addKeyValue("address", listener.localAddress()).log("The node agent's server listens");
    }

    /**
     * Starts to listen.
     *
     * @throws IOException when the address is taken or the certificate can't be read
     */
    public static KubeletServer start(ServerOptions options, Parts parts, InstantSource clock) throws IOException {
        return new KubeletServer(options, parts, clock);
    }

    private static SslContext tls(ServerOptions options) throws IOException {
        var builder = SslContextBuilder.forServer(
                options.certificate().toFile(), options.privateKey().toFile());
        if (options.clientCa().isPresent()) {
            builder.trustManager(options.clientCa().get().toFile()).clientAuth(ClientAuth.OPTIONAL);
        }
        return builder.build();
    }

    /** The port in use. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Wakes the readers of logs, some of whose containers may have ended. */
    public void containersChanged() {
        changes.wakeAll();
    }

    /** Stops listening and ends all connections. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        try {
            changes.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("The watch of log files could not be ended");
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
