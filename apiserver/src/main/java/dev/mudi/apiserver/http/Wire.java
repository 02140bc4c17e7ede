package dev.mudi.apiserver.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.EventExecutor;

/**
 * Where the parts of one answer are written: a connection of HTTP/1.1, or one stream of HTTP/2. What writes does so on the event loop and
 * flushes; the future says when the bytes have left (in HTTP/2 that is when the peer's window has room for them), or that they never will.
 */
sealed interface Wire permits Http1Wire, Http2Wire {
    /** The event loop of the connection. */
    EventExecutor executor();

    /** Where buffers come from. Safe for several threads. */
    ByteBufAllocator allocator();

    /** Flushes together what comes together on this connection. */
    Flushes flushes();

    /** Writes a whole answer; becomes the owner of the content. */
    ChannelFuture whole(AnswerHead head, ByteBuf content);

    /** Writes a head that parts, or the end, follow. */
    ChannelFuture head(AnswerHead head);

    /** Writes a part of the body, of which it becomes the owner. */
    ChannelFuture part(ByteBuf part);

    /** Ends the body. */
    ChannelFuture end();

    /** Says that the body of the request is waited for (RFC 9110, section 10.1.1). */
    void goOn();

    /** Takes no more of the request's body, but for what is on its way, until {@link #resume}. */
    void pause();

    /** Takes more of it again. Safe for several threads. */
    void resume();

    /** Closes it without an end, so that the peer sees that the answer is not whole. */
    void cut();
}
