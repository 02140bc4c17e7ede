package dev.mudi.apiserver.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Closes an HTTP/2 connection that failed, and says so in the log. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
final class ConnectionFailures extends ChannelInboundHandlerAdapter {
    private final HttpServer server;

    ConnectionFailures(HttpServer server) {
        this.server = server;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        server.connectionFailed(context.channel().remoteAddress(), cause);
        context.close();
    }
}
