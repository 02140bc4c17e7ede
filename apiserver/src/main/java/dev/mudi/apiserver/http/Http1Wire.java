package dev.mudi.apiserver.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.EventExecutor;

/** An answer on a connection of HTTP/1.1. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
final class Http1Wire implements Wire {
    private final ChannelHandlerContext context;
    private final Flushes flushes;
    private final boolean keepAlive;

    /**
     * The answer to the request under way.
     *
     * @param keepAlive whether the connection lives on after it
     */
    Http1Wire(ChannelHandlerContext context, Flushes flushes, boolean keepAlive) {
        this.context = context;
        this.flushes = flushes;
        this.keepAlive = keepAlive;
    }

    /** The place in the connection's pipeline, for who takes the connection over. */
    ChannelHandlerContext context() {
        return context;
    }

    @Override
    public EventExecutor executor() {
        return context.executor();
    }

    @Override
    public ByteBufAllocator allocator() {
        return context.alloc();
    }

    @Override
    public Flushes flushes() {
        return flushes;
    }

    @Override
    public ChannelFuture whole(AnswerHead head, ByteBuf content) {
        var message =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.code()), content);
        fill(message, head);
        return context.writeAndFlush(message);
    }

    @Override
    public ChannelFuture head(AnswerHead head) {
        var message = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.code()));
        fill(message, head);
        if (!message.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            message.headers().set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        return context.writeAndFlush(message);
    }

    private void fill(HttpResponse message, AnswerHead head) {
        var out = message.headers();
        if (!head.contentType().isEmpty()) {
            out.set(HttpHeaderNames.CONTENT_TYPE, head.contentType());
        }
        head.headers().forEach(out::add);
        if (!keepAlive) {
            out.set(HttpHeaderNames.CONNECTION, "close");
        }
        if (!head.isDated()) {
            out.set(HttpHeaderNames.DATE, head.date());
        }
        if (head.length() != AnswerHead.UNKNOWN) {
            out.set(HttpHeaderNames.CONTENT_LENGTH, head.length());
        }
    }

    @Override
    public ChannelFuture part(ByteBuf part) {
        return context.writeAndFlush(new DefaultHttpContent(part));
    }

    @Override
    public ChannelFuture end() {
        return context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Override
    public void goOn() {
        context.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }

    @Override
    public void pause() {
        context.channel().config().setAutoRead(false);
    }

    @Override
    public void resume() {
        context.channel().config().setAutoRead(true);
    }

    @Override
    public void cut() {
        context.close();
    }
}
