package dev.mudi.apiserver.http;

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
 * The requests of one HTTP/1.1 connection, or the one request of an HTTP/2 stream. Runs on the event loop; a request is handed over
 * when its body is complete (or known to be too large; or at once, when it is to be passed on), and the next one of a connection when
 * the answer is out.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
final class ExchangeHandler extends ChannelInboundHandlerAdapter {
    /** What a peer may send on before it reads the answer to a request that was too large; then it is cut. */
    private static final long DISCARDED_BYTES = 64L * 1024 * 1024;

    /** Messages of pipelined requests kept while one is answered; then the socket is not read any more. */
    private static final int STASHED_MESSAGES = 64;

    private static final int REFUSAL_LINGER_MILLIS = 500;

    private final HttpServer server;
    private final Peer peer;
    private final Flushes flushes;
    private final boolean http2;
    private final ArrayDeque<Object> stash = new ArrayDeque<>();

    private @Nullable NettyRequest incoming;
    private @Nullable NettyResponse active;
    private boolean keepAlive;
    private boolean bodyEnded;

    /** The answer is out, but the peer still sends the body that was too large. */
    private boolean answeredEarly;

    private long discarded;

    /** The body that the request under way reads as it comes. */
    private @Nullable IncomingBody passedOn;

    /** The connection is about to be closed: nothing that comes counts. */
    private boolean refused;

    ExchangeHandler(HttpServer server, Peer peer, Flushes flushes, boolean http2) {
        this.server = server;
        this.peer = peer;
        this.flushes = flushes;
        this.http2 = http2;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (active != null && bodyEnded) {
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
        if (!(message instanceof HttpContent part)) {
            return;
        }
        bodyEnded = part instanceof LastHttpContent;
        var request = incoming;
        if (active != null && passOn(part)) {
            return;
        }
        if (active != null) {
            discarded += part.content().readableBytes();
            if (discarded > DISCARDED_BYTES) {
                context.close();
            } else if (bodyEnded && answeredEarly) {
                answered(context);
            }
        } else if (request != null && (!request.append(part.content()) || bodyEnded)) {
            dispatch(context, request);
        }
    }

    /** Gives a part to whoever reads the body; false when nobody does. */
    private boolean passOn(HttpContent part) {
        var body = passedOn;
        if (body == null || !body.offer(part.content())) {
            return false;
        }
        if (bodyEnded) {
            body.end();
        }
        return true;
    }

    private boolean begin(ChannelHandlerContext context, HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            refuse(context, statusOf(head.decoderResult().cause()));
            return false;
        }
        keepAlive = HttpUtil.isKeepAlive(head) && !server.isDraining();
        bodyEnded = false;
        discarded = 0;
        NettyRequest request;
        try {
            request = new NettyRequest(head, peer);
        } catch (IllegalArgumentException malformedPath) {
            refuse(context, HttpResponseStatus.BAD_REQUEST);
            return false;
        }
        incoming = request;
        if (HttpUtil.is100ContinueExpected(head)) {
            context.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        if (!(head instanceof LastHttpContent) && request.isPassedOn(http2)) {
            var body = new IncomingBody(context.channel());
            request.passOn(body);
            passedOn = body;
            dispatch(context, request);
        }
        return true;
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

    private void dispatch(ChannelHandlerContext context, NettyRequest request) {
        var mode = new NettyResponse.Mode(http2, keepAlive);
        var response = new NettyResponse(context, request, mode, flushes, server.clock());
        incoming = null;
        active = response;
        server.handOver(request, response, () -> context.executor().execute(() -> answered(context)));
    }

    /** The answer is out (or the connection is to be closed): on to the next request. */
    private void answered(ChannelHandlerContext context) {
        if (passedOn != null) {
            passedOn.close();
            passedOn = null;
        }
        answeredEarly = !bodyEnded;
        if (answeredEarly) {
            return;
        }
        active = null;
        if (http2 || context.isRemoved()) {
            return;
        }
        if (!keepAlive || server.isDraining()) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        while (!stash.isEmpty() && active == null) {
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
        if (event instanceof IdleStateEvent && (active == null || answeredEarly)) {
            context.close();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        var response = active;
        if (response != null) {
            server.peerGone(response);
        }
        if (passedOn != null) {
            passedOn.breakOff();
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
