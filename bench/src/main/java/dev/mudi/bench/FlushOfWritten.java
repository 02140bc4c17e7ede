package dev.mudi.bench;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/** Passes a flush on only if something was written: HTTP/2 flushes after each read, and TLS makes work of it. */
@SuppressWarnings("FutureReturnValueIgnored") // the promise tells
final class FlushOfWritten extends ChannelOutboundHandlerAdapter {
    private boolean written;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        written = true;
        context.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        if (written) {
            written = false;
            context.flush();
        }
    }
}
