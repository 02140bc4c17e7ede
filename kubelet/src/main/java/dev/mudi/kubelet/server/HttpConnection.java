package dev.mudi.kubelet.server;

import dev.mudi.kubelet.stream.ChannelOutput;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's connection: hands each request to a virtual thread, one after the other. Bodies are not looked at. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends the connection, which the handlers hear of
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    /** How many requests may wait for the one before them. */
    private static final int PIPELINE_LIMIT = 16;

    private final Endpoints endpoints;
    private final ChannelOutput output;
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable Thread current;

    HttpConnection(Channel channel, Endpoints endpoints) {
        this.endpoints = endpoints;
        this.output = new ChannelOutput(channel);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (!(message instanceof HttpRequest received)) {
            return;
        }
        if (waiting.incrementAndGet() > PIPELINE_LIMIT) {
            context.close();
            return;
        }
        var before = current;
        var channel = context.channel();
        var request = new DefaultHttpRequest(
                received.protocolVersion(), received.method(), received.uri(), received.headers());
        current = Thread.ofVirtual().name("kubelet-request").start(() -> serve(before, channel, request));
    }

    private void serve(@Nullable Thread before, Channel channel, HttpRequest request) {
        try {
            if (before != null) {
                before.join();
            }
            waiting.decrementAndGet();
            serve(channel, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            channel.close();
        }
    }

    private void serve(Channel channel, HttpRequest request) throws InterruptedException {
        var exchange = new Exchange(channel, request, output);
        try {
            endpoints.serve(exchange, certificate(channel));
        } catch (HttpFailure e) {
            refuse(channel, exchange, e);
            return;
        } catch (IOException e) {
            LOG.atDebug().setCause(e).addKeyValue("path", exchange.path()).log("The client has gone");
            channel.close();
            return;
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("path", exchange.path()).log("A request failed");
            refuse(channel, exchange, new HttpFailure(500, "internal error"));
            return;
        }
        if (!HttpUtil.isKeepAlive(request) && channel.pipeline().get(HttpConnection.class) != null) {
            // Not before everything is sent: closing drops what still waits.
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static void refuse(Channel channel, Exchange exchange, HttpFailure failure) {
        try {
            if (exchange.isAnswered()) {
                channel.close();
            } else {
                exchange.respond(failure.status(), failure.getMessage() + "\n");
            }
        } catch (IOException e) {
            channel.close();
        }
    }

    private static Optional<X509Certificate> certificate(Channel channel) {
        var tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            return Optional.empty();
        }
        try {
            return Optional.of((X509Certificate) tls.engine().getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        output.changed();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        output.changed();
        var thread = current;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.atDebug().setCause(cause).log("A connection has failed");
        context.close();
    }
}
