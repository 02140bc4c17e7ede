package dev.mudi.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** The end of an HTTP/2 connection's handlers: drops its settings and the like, closes it when it fails, and says so in the log. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
final class Http2Tail extends ChannelInboundHandlerAdapter {
    private final HttpServer server;

    Http2Tail(HttpServer server) {
        this.server = server;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        ReferenceCountUtil.release(frame);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        server.connectionFailed(context.channel().remoteAddress(), cause);
        context.close();
    }
}
