package dev.mudi.kubelet.server;

import dev.mudi.kubelet.stream.ChannelOutput;
import dev.mudi.kubelet.stream.ChannelProtocol;
import dev.mudi.kubelet.stream.SpdyConnection;
import dev.mudi.kubelet.stream.WebSocketChannels;
import dev.mudi.kubelet.stream.WebSocketTunnel;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** One request and its answer, used by one virtual thread. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends the connection, which the handlers hear of
final class Exchange {

    private static final int MESSAGE_LIMIT = 1024 * 1024;

    private final Channel channel;
    private final HttpRequest request;
    private final ChannelOutput output;
    private final QueryStringDecoder uri;
    private boolean answered;

    Exchange(Channel channel, HttpRequest request, ChannelOutput output) {
        this.channel = channel;
        this.request = request;
        this.output = output;
        this.uri = new QueryStringDecoder(request.uri());
    }

    String method() {
        return request.method().name();
    }

    String path() {
        return uri.path();
    }

    String header(String name) {
        var value = request.headers().get(name);
        return value == null ? "" : value;
    }

    /** The first value of a query parameter, empty when it isn't there. */
    Optional<String> query(String name) {
        return queries(name).stream().findFirst();
    }

    List<String> queries(String name) {
        return uri.parameters().getOrDefault(name, List.of());
    }

    boolean flag(String name) {
        return query(name)
                .filter(value -> value.equals("1") || value.equals("true"))
                .isPresent();
    }

    /** Whether an answer has begun, after which no other can be given. */
    boolean isAnswered() {
        return answered;
    }

    /** Answers with a whole body. */
    void respond(int status, String contentType, byte[] body) throws IOException {
        answered = true;
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        output.write(response);
    }

    void respond(int status, String text) throws IOException {
        respond(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers 200 with a body of unknown length; closing the stream ends it. */
    OutputStream stream(String contentType) throws IOException {
        answered = true;
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        output.write(response);
        return new Body();
    }

    /** The WebSocket subprotocols that the client offers; empty when it doesn't ask for a WebSocket at all. */
    Optional<List<String>> webSocketProtocols() {
        if (!header("Upgrade").equalsIgnoreCase("websocket")) {
            return Optional.empty();
        }
        return Optional.of(values("Sec-WebSocket-Protocol"));
    }

    /** The protocols that the client offers over SPDY; empty when it doesn't ask for SPDY. */
    Optional<List<String>> spdyProtocols() {
        if (!header("Upgrade").equalsIgnoreCase("SPDY/3.1")) {
            return Optional.empty();
        }
        return Optional.of(values("X-Stream-Protocol-Version"));
    }

    private List<String> values(String name) {
        var values = new ArrayList<String>();
        for (var line : request.headers().getAll(name)) {
            Arrays.stream(line.split(","))
                    .map(String::strip)
                    .filter(v -> !v.isEmpty())
                    .forEach(values::add);
        }
        return values;
    }

    /** Goes over to WebSocket. */
    WebSocketChannels webSocket(ChannelProtocol protocol, int channels) throws IOException {
        return webSocket(protocol.protocol(), new WebSocketChannels(channel, protocol, channels));
    }

    /** Goes over to SPDY inside of WebSocket. */
    SpdyConnection tunnel(String protocol) throws IOException {
        return webSocket(protocol, new SpdyConnection(channel), new WebSocketTunnel(), spdyCodec());
    }

    private <H extends ChannelHandler> H webSocket(String protocol, H handler, ChannelHandler... before)
            throws IOException {
        return upgrade(
                old -> {
                    var factory = new WebSocketServerHandshakerFactory(
                            "", protocol.isEmpty() ? null : protocol, false, MESSAGE_LIMIT);
                    var handshaker = factory.newHandshaker(old);
                    if (handshaker == null) {
                        return channel.close();
                    }
                    var handshake = handshaker.handshake(channel, old);
                    channel.pipeline().remove(HttpConnection.class);
                    channel.pipeline().addLast(new WebSocketFrameAggregator(MESSAGE_LIMIT));
                    channel.pipeline().addLast(before);
                    channel.pipeline().addLast(handler);
                    return handshake;
                },
                handler);
    }

    /** Goes over to SPDY. */
    SpdyConnection spdy(String protocol) throws IOException {
        var connection = new SpdyConnection(channel);
        return upgrade(
                old -> {
                    var response = new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
                    response.headers()
                            .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                            .set(HttpHeaderNames.UPGRADE, "SPDY/3.1")
                            .set("X-Stream-Protocol-Version", protocol);
                    var written = channel.writeAndFlush(response);
                    channel.pipeline().remove(HttpConnection.class);
                    channel.pipeline().addLast(spdyCodec(), connection);
                    channel.pipeline().remove(HttpServerCodec.class);
                    return written;
                },
                connection);
    }

    private static ChannelHandler spdyCodec() {
        return new SpdyFrameCodec(SpdyVersion.SPDY_3_1);
    }

    /** Changes the connection's handlers on its event loop, before another byte of the client is looked at. */
    private <H> H upgrade(Function<DefaultFullHttpRequest, io.netty.channel.ChannelFuture> change, H handler)
            throws IOException {
        answered = true;
        var old = new DefaultFullHttpRequest(
                request.protocolVersion(),
                request.method(),
                request.uri(),
                Unpooled.EMPTY_BUFFER,
                request.headers(),
                new DefaultHttpHeaders());
        try {
            var future = channel.eventLoop().submit(() -> change.apply(old)).get();
            future.await();
            if (!future.isSuccess() || !channel.isActive()) {
                throw new IOException("the client has gone during the upgrade", future.cause());
            }
            return handler;
        } catch (ExecutionException e) {
            throw new IOException("the connection could not be upgraded", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during the upgrade", e);
        }
    }

    private final class Body extends OutputStream {
        private boolean ended;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > 0) {
                output.write(new DefaultHttpContent(ChannelOutput.copy(bytes, offset, length)));
            }
        }

        @Override
        public void close() throws IOException {
            if (!ended) {
                ended = true;
                output.write(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        }
    }
}
