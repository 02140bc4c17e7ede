package dev.mudi.apiserver.http;

import dev.mudi.apiserver.http.NettyRequest.Peer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Builds the handlers of a new connection: TLS, then HTTP/1.1 or HTTP/2 as ALPN says. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
final class ConnectionInitializer extends ChannelInitializer<SocketChannel> {
    private static final int MAX_INITIAL_LINE = 128 * 1024;
    private static final int MAX_HEADERS = 256 * 1024;
    private static final int MAX_CHUNK = 64 * 1024;

    private static final int IDLE_SECONDS = 180;

    private final HttpServer server;
    private final ServerTls tls;

    ConnectionInitializer(HttpServer server, ServerTls tls) {
        this.server = server;
        this.tls = tls;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        server.track(channel);
        var handshake = tls.context().newHandler(channel.alloc());
        channel.pipeline().addLast("tls", handshake);
        handshake.handshakeFuture().addListener(done -> {
            if (!done.isSuccess()) {
                server.handshakeFailed();
            }
        });
        var flushes = new Flushes();
        channel.pipeline().addLast("flushes", flushes);
        channel.pipeline().addLast("alpn", new Negotiation(flushes));
    }

    /** Goes on as ALPN says; without ALPN in HTTP/1.1. */
    private final class Negotiation extends ApplicationProtocolNegotiationHandler {
        private final Flushes flushes;

        Negotiation(Flushes flushes) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.flushes = flushes;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            var peer = new Peer(((SocketChannel) context.channel()).remoteAddress(), certificates(context.pipeline()));
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                http2(context.pipeline(), peer, flushes);
            } else {
                http1(context.pipeline(), peer, flushes);
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
            server.connectionFailed(context.channel().remoteAddress(), cause);
            context.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            server.connectionFailed(context.channel().remoteAddress(), cause);
            context.close();
        }
    }

    private void http1(ChannelPipeline pipeline, Peer peer, Flushes flushes) {
        var limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_INITIAL_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(MAX_CHUNK);
        pipeline.addLast("idle", new IdleStateHandler(IDLE_SECONDS, 0, 0, TimeUnit.SECONDS));
        pipeline.addLast("codec", new HttpServerCodec(limits));
        pipeline.addLast("exchange", new Http1Handler(server, peer, flushes));
    }

    private void http2(ChannelPipeline pipeline, Peer peer, Flushes flushes) {
        pipeline.addLast("http2", Http2Handler.of(server, peer, flushes));
    }

    private static List<X509Certificate> certificates(ChannelPipeline pipeline) {
        try {
            Certificate[] chain =
                    pipeline.get(SslHandler.class).engine().getSession().getPeerCertificates();
            return Stream.of(chain).map(X509Certificate.class::cast).toList();
        } catch (SSLPeerUnverifiedException withoutCertificate) {
            return List.of();
        }
    }
}
