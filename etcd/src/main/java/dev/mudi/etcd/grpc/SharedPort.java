package dev.mudi.etcd.grpc;

import io.grpc.Grpc;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets gRPC and plain HTTP/1.1 share a port, in the clear or behind TLS. The first three bytes of a client tell: HTTP/2
 * begins with {@code PRI}, which no method of HTTP/1.1 does. Until then nothing is sent, for gRPC would speak first.
 */
final class SharedPort implements InternalProtocolNegotiator.ProtocolNegotiator {
    /** Of a request for a page. */
    static final int MOST_REQUEST_BYTES = 64 << 10;

    private static final byte[] HTTP_2 = "PRI".getBytes(StandardCharsets.US_ASCII);
    private static final int SECONDS_TO_HEAR_IT = 1;

    private final Optional<SslContext> tls;
    private final Supplier<ChannelHandler> http;
    /** Connections that gRPC does not know how to close: those that have not said what they are, and those of HTTP/1.1. */
    private final ChannelGroup others = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** @param http makes a handler of whole HTTP/1.1 requests for a connection */
    SharedPort(Optional<SslContext> tls, Supplier<ChannelHandler> http) {
        this.tls = tls;
        this.http = http;
    }

    @Override
    public AsciiString scheme() {
        return AsciiString.of(tls.isPresent() ? "https" : "http");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler handler) {
        return new Negotiation(handler);
    }

    /** The server stops: it waits for all connections to end, and no one else ends these. */
    @Override
    public void close() {
        others.forEach(SharedPort::hangUp);
    }

    /** Past gRPC's handler, if it is there, which would say goodbye first and wait until that is sent. */
    private static void hangUp(Channel connection) {
        var first = connection.pipeline().firstContext();
        var _ = first == null ? connection.close() : first.close();
    }

    /** Stands where gRPC's handler will: until there is a connection and, with TLS, its handshake is done. */
    private final class Negotiation extends ChannelInboundHandlerAdapter {
        private final GrpcHttp2ConnectionHandler grpcHandler;
        private ProtocolNegotiationEvent event = InternalProtocolNegotiationEvent.getDefault();

        Negotiation(GrpcHttp2ConnectionHandler grpcHandler) {
            this.grpcHandler = grpcHandler;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            others.add(context.channel());
            tls.ifPresent(some -> context.pipeline().addBefore(context.name(), null, some.newHandler(context.alloc())));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object triggered) {
            switch (triggered) {
                case ProtocolNegotiationEvent begun -> {
                    event = begun;
                    if (tls.isEmpty()) {
                        handOver(context);
                    }
                }
                case SslHandshakeCompletionEvent shaken
                when shaken.isSuccess() -> {
                    var session =
                            context.pipeline().get(SslHandler.class).engine().getSession();
                    event = InternalProtocolNegotiationEvent.withAttributes(
                            event,
                            InternalProtocolNegotiationEvent.getAttributes(event).toBuilder()
                                    .set(Grpc.TRANSPORT_ATTR_SSL_SESSION, session)
                                    .build());
                    handOver(context);
                }
                case SslHandshakeCompletionEvent failed -> context.fireExceptionCaught(failed.cause());
                default -> context.fireUserEventTriggered(triggered);
            }
        }

        private void handOver(ChannelHandlerContext context) {
            event = InternalProtocolNegotiationEvent.withAttributes(
                    event,
                    InternalProtocolNegotiationEvent.getAttributes(event).toBuilder()
                            .set(ConnectionThread.ATTRIBUTE, context.channel().eventLoop())
                            .build());
            grpcHandler.connection().addListener(new Goodbye(context.channel()));
            var pipeline = context.pipeline();
            pipeline.addBefore(context.name(), null, new FirstBytes(grpcHandler));
            var next = InternalProtocolNegotiators.grpcNegotiationHandler(grpcHandler);
            pipeline.addAfter(context.name(), null, next);
            context.fireUserEventTriggered(event);
            pipeline.remove(this);
        }
    }

    /**
     * Who is sent away, because nothing is heard of it or it says what it may not, has its connection closed. gRPC would wait until it
     * has been told so of each call, for as long as the kernel holds that the other end is there: for ever if its process is only
     * stopped.
     */
    private static final class Goodbye extends Http2ConnectionAdapter {
        private final Channel connection;

        Goodbye(Channel connection) {
            this.connection = connection;
        }

        @Override
        public void onGoAwaySent(int lastStreamId, long errorCode, ByteBuf reason) {
            // A server that stops gives a reason and no error: who is told that may go on with its calls.
            if (errorCode != Http2Error.NO_ERROR.code() || !reason.isReadable()) {
                var _ = connection.eventLoop().schedule(() -> hangUp(connection), SECONDS_TO_HEAR_IT, TimeUnit.SECONDS);
            }
        }
    }

    private record Held(Object message, ChannelPromise promise) {}

    /** Waits for the first bytes, and then leaves the connection to whom it belongs. */
    private final class FirstBytes extends ChannelDuplexHandler {
        private final GrpcHttp2ConnectionHandler grpcHandler;
        /** What gRPC has to say before the client has said anything: a few frames. */
        private final Queue<Held> held = new ArrayDeque<>();

        private ByteBuf first = Unpooled.EMPTY_BUFFER;

        FirstBytes(GrpcHttp2ConnectionHandler grpcHandler) {
            this.grpcHandler = grpcHandler;
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            held.add(new Held(message, promise));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            first = Unpooled.wrappedBuffer(first, (ByteBuf) message);
            if (first.readableBytes() < HTTP_2.length) {
                return;
            }
            var read = first;
            first = Unpooled.EMPTY_BUFFER;
            if (startsLikeHttp2(read)) {
                others.remove(context.channel());
                for (var one : held) {
                    var _ = context.write(one.message, one.promise);
                }
                held.clear();
                context.flush();
            } else {
                becomeHttp(context);
            }
            // Before anyone answers to what was read: from now on nothing is held.
            context.pipeline().remove(this);
            context.fireChannelRead(read);
        }

        private static boolean startsLikeHttp2(ByteBuf read) {
            for (int i = 0; i < HTTP_2.length; i++) {
                if (read.getByte(read.readerIndex() + i) != HTTP_2[i]) {
                    return false;
                }
            }
            return true;
        }

        private void becomeHttp(ChannelHandlerContext context) {
            var pipeline = context.pipeline();
            pipeline.remove(grpcHandler);
            held.forEach(one -> ReferenceCountUtil.release(one.message));
            held.clear();
            pipeline.addAfter(context.name(), null, http.get());
            pipeline.addAfter(context.name(), null, new HttpObjectAggregator(MOST_REQUEST_BYTES));
            pipeline.addAfter(context.name(), null, new HttpServerCodec());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            first.release();
            first = Unpooled.EMPTY_BUFFER;
            held.forEach(one -> ReferenceCountUtil.release(one.message));
            held.clear();
            context.fireChannelInactive();
        }
    }
}
