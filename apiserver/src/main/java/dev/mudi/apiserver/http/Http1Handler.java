package dev.mudi.apiserver.http;

import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.http.NettyRequest.Peer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one HTTP/1.1 connection. Runs on the event loop; one request is under way at a time, and the next is taken when it has
 * come whole and its answer is out.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
final class Http1Handler extends ChannelInboundHandlerAdapter {
    /** Messages of pipelined requests kept while one is answered; then the socket is not read any more. */
    private static final int STASHED_MESSAGES = 64;

    private static final int REFUSAL_LINGER_MILLIS = 500;

    private final HttpServer server;
    private final Peer peer;
    private final Flushes flushes;
    private final ArrayDeque<Object> stash = new ArrayDeque<>();

    private @Nullable Exchange active;
    private boolean keepAlive;

    /** The connection is about to be closed: nothing that comes counts. */
    private boolean refused;

    Http1Handler(HttpServer server, Peer peer, Flushes flushes) {
        this.server = server;
        this.peer = peer;
        this.flushes = flushes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (active != null && active.isBodyEnded()) {
            stash.add(message);
            if (stash.size() > STASHED_MESSAGES) {
                context.channel().config().setAutoRead(false);
            }
            return;
        }
        try {
            accept(context, message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void accept(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest head && !begin(context, head)) {
            return;
        }
        var exchange = active;
        if (exchange == null || !(message instanceof HttpContent part)) {
            return;
        }
        exchange.part(part.content());
        if (part instanceof LastHttpContent) {
            exchange.end();
        }
    }

    private boolean begin(ChannelHandlerContext context, HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            refuse(context, statusOf(head.decoderResult().cause()));
            return false;
        }
        keepAlive = HttpUtil.isKeepAlive(head) && !server.isDraining();
        NettyRequest request;
        try {
            request = new NettyRequest(head.method().name(), head.uri(), headersOf(head), peer);
        } catch (IllegalArgumentException malformedPath) {
            refuse(context, HttpResponseStatus.BAD_REQUEST);
            return false;
        }
        var wire = new Http1Wire(context, flushes, keepAlive);
        var exchange = new Exchange(server, request, wire, () -> answered(context));
        active = exchange;
        exchange.begin(false);
        return true;
    }

    private static Headers headersOf(HttpRequest head) {
        var collected = Headers.builder();
        for (var entry : head.headers()) {
            collected.add(entry.getKey(), entry.getValue());
        }
        return collected.build();
    }

    private static HttpResponseStatus statusOf(Throwable malformation) {
        return switch (malformation) {
            case TooLongHttpHeaderException headers -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            case TooLongHttpLineException line -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
            default -> HttpResponseStatus.BAD_REQUEST;
        };
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
        var body = Unpooled.copiedBuffer(status.toString(), StandardCharsets.UTF_8);
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        // What the peer still sends is read and dropped for a moment: closing at once would reset the answer under way.
        refused = true;
        context.writeAndFlush(answer);
        context.executor().schedule(() -> context.close(), REFUSAL_LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A request has come and its answer is out (or the connection is to be closed): on to the next. */
    private void answered(ChannelHandlerContext context) {
        active = null;
        if (context.isRemoved()) {
            return;
        }
        if (!keepAlive || server.isDraining()) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        while (!refused && !stash.isEmpty() && (active == null || !active.isBodyEnded())) {
            var message = stash.remove();
            try {
                accept(context, message);
            } finally {
                ReferenceCountUtil.release(message);
            }
        }
        context.channel().config().setAutoRead(true);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && (active == null || active.isAnswered())) {
            context.close();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (active != null) {
            active.gone();
        }
        while (!stash.isEmpty()) {
            ReferenceCountUtil.release(stash.remove());
        }
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        server.connectionFailed(peer.address(), cause);
        context.close();
    }
}
