package dev.mudi.apiserver.http;

import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.http.NettyRequest.Peer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2 (RFC 9113): a request is a stream. Frames are taken and given as they are, without a channel of its own for each
 * stream, which would cost more than the rest of the protocol. All of it on the event loop, unless said.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel or stream
final class Http2Handler extends Http2ConnectionHandler {
    /** What kube-apiserver recommends ({@code --http2-max-streams-per-connection}): a controller's watches share a connection. */
    private static final int MAX_STREAMS = 1_000;

    private static final int MAX_HEADERS = 256 * 1024;

    /** What a peer may send on one stream before it is taken. */
    private static final int STREAM_WINDOW = 256 * 1024;

    /** The same on all streams together: some bodies that nobody reads on keep no other request back. */
    private static final int CONNECTION_WINDOW = 64 * STREAM_WINDOW;

    /** Resets that one connection may send in ten seconds (clients cancel watches by it), against CVE-2023-44487. */
    private static final int MAX_RESETS = 1_000;

    private static final int RESETS_SECONDS = 10;

    private final HttpServer server;
    private final Peer peer;
    private final Flushes flushes;
    private final Http2Connection.PropertyKey key = connection().newKey();
    private @Nullable ChannelHandlerContext context;

    private Http2Handler(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, Builder from) {
        super(decoder, encoder, settings);
        this.server = from.server;
        this.peer = from.peer;
        this.flushes = from.flushes;
        decoder.frameListener(new Requests());
        connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                Incoming incoming = stream.getProperty(key);
                if (incoming != null) {
                    incoming.exchange.gone();
                }
            }
        });
    }

    /** The handler of a new connection. */
    static Http2Handler of(HttpServer server, Peer peer, Flushes flushes) {
        return new Builder(server, peer, flushes).build();
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2Handler, Builder> {
        private final HttpServer server;
        private final Peer peer;
        private final Flushes flushes;

        Builder(HttpServer server, Peer peer, Flushes flushes) {
            this.server = server;
            this.peer = peer;
            this.flushes = flushes;
            var connection = new DefaultHttp2Connection(true);
            // Priorities between streams are deprecated (RFC 9113, section 5.3.2); without them all take turns.
            connection
                    .remote()
                    .flowController(new DefaultHttp2RemoteFlowController(
                            connection, new UniformStreamByteDistributor(connection)));
            connection(connection);
            initialSettings(Http2Settings.defaultSettings()
                    .maxConcurrentStreams(MAX_STREAMS)
                    .initialWindowSize(STREAM_WINDOW)
                    .maxHeaderListSize(MAX_HEADERS));
            decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESETS_SECONDS);
        }

        @Override
        protected Http2Handler build() {
            return super.build();
        }

        @Override
        protected Http2Handler build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new Http2Handler(decoder, encoder, settings, this);
        }
    }

    /** What is known of a stream whose request has begun. */
    private static final class Incoming {
        private final Exchange exchange;
        private boolean paused;

        /** Bytes of the window that the peer does not get back before the body is read on. */
        private int unconsumed;

        Incoming(Exchange exchange) {
            this.exchange = exchange;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        super.handlerAdded(added);
        var window = connection().local().flowController();
        var all = connection().connectionStream();
        window.incrementWindowSize(all, CONNECTION_WINDOW - window.windowSize(all));
        added.flush();
    }

    private ChannelHandlerContext here() {
        var there = context;
        if (there == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return there;
    }

    /** The event loop. Safe for several threads. */
    EventExecutor executor() {
        return here().executor();
    }

    /** Where buffers come from. Safe for several threads. */
    ByteBufAllocator allocator() {
        return here().alloc();
    }

    /** Flushes together what comes together on this connection. */
    Flushes flushes() {
        return flushes;
    }

    /** Writes headers to a stream; {@link #flush()} has to follow. */
    ChannelFuture write(Http2Stream stream, Http2Headers headers, boolean end) {
        var there = here();
        return encoder().writeHeaders(there, stream.id(), headers, 0, end, there.newPromise());
    }

    /** Writes data, of which it becomes the owner, to a stream; {@link #flush()} has to follow. */
    ChannelFuture write(Http2Stream stream, ByteBuf data, boolean end) {
        var there = here();
        return encoder().writeData(there, stream.id(), data, 0, end, there.newPromise());
    }

    /** Sends what was written, as far as the peer's windows go. */
    void flush() {
        flush(here());
    }

    /** Keeps the peer from sending more than a window of the body. */
    void pause(Http2Stream stream) {
        Incoming incoming = stream.getProperty(key);
        incoming.paused = true;
    }

    /** Lets the peer send on. Safe for several threads. */
    void resume(Http2Stream stream) {
        executor().execute(() -> {
            Incoming incoming = stream.getProperty(key);
            incoming.paused = false;
            int taken = incoming.unconsumed;
            incoming.unconsumed = 0;
            try {
                if (connection().local().flowController().consumeBytes(stream, taken)) {
                    flush();
                }
            } catch (Http2Exception e) {
                onError(here(), true, e);
            }
        });
    }

    /** Resets a stream. */
    void cut(Http2Stream stream) {
        var there = here();
        resetStream(there, stream.id(), Http2Error.CANCEL.code(), there.newPromise());
        flush();
    }

    private void begin(Http2Stream stream, Http2Headers headers, boolean whole) throws Http2Exception {
        var method = headers.method();
        var path = headers.path();
        if (method == null || path == null) {
            throw Http2Exception.streamError(
                    stream.id(), Http2Error.PROTOCOL_ERROR, "a request without a method or a path");
        }
        var wire = new Http2Wire(this, stream);
        NettyRequest request;
        try {
            request = new NettyRequest(method.toString(), path.toString(), headersOf(headers), peer);
        } catch (IllegalArgumentException malformedPath) {
            refuse(wire);
            return;
        }
        // Once it is answered nobody needs to be told: what the peer still sends is dropped, and the stream ends by
        // itself.
        var exchange = new Exchange(server, request, wire, () -> {});
        stream.setProperty(key, new Incoming(exchange));
        exchange.begin(whole);
    }

    private void refuse(Http2Wire wire) {
        var body = Unpooled.copiedBuffer(HttpResponseStatus.BAD_REQUEST.toString(), StandardCharsets.UTF_8);
        var date = HttpDate.of(server.clock().instant());
        wire.whole(new AnswerHead(400, "text/plain; charset=utf-8", Headers.NONE, body.readableBytes(), date), body);
    }

    /** The fields of a request as those of HTTP/1.1 would be: {@code Host}, and one {@code Cookie} (RFC 9113, section 8.2.3). */
    private static Headers headersOf(Http2Headers fields) {
        var headers = Headers.builder();
        var cookies = new ArrayList<String>(0);
        var authority = fields.authority();
        if (authority != null) {
            headers.add("Host", authority.toString());
        }
        for (var field : fields) {
            var name = field.getKey().toString();
            if (name.startsWith(":") || (authority != null && name.equals("host"))) {
                continue;
            }
            if (name.equals("cookie")) {
                cookies.add(field.getValue().toString());
            } else {
                headers.add(name, field.getValue().toString());
            }
        }
        return cookies.isEmpty()
                ? headers.build()
                : headers.add("Cookie", String.join("; ", cookies)).build();
    }

    /** Makes requests of frames. */
    private final class Requests extends Http2FrameAdapter {
        @Override
        public void onHeadersRead(ChannelHandlerContext there, int id, Http2Headers headers, int padding, boolean end)
                throws Http2Exception {
            var stream = connection().stream(id);
            if (stream == null) {
                return;
            }
            Incoming incoming = stream.getProperty(key);
            if (incoming == null) {
                begin(stream, headers, end);
            } else if (end) {
                incoming.exchange.end();
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext there,
                int id,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end)
                throws Http2Exception {
            onHeadersRead(there, id, headers, padding, end);
        }

        @Override
        public int onDataRead(ChannelHandlerContext there, int id, ByteBuf data, int padding, boolean end) {
            int bytes = data.readableBytes() + padding;
            var stream = connection().stream(id);
            Incoming incoming = stream == null ? null : stream.getProperty(key);
            if (incoming == null) {
                // Of a request that was refused: nobody reads the rest (RFC 9113, section 8.1).
                resetStream(there, id, Http2Error.NO_ERROR.code(), there.newPromise());
                return bytes;
            }
            incoming.exchange.part(data);
            if (end) {
                incoming.exchange.end();
            }
            if (incoming.paused) {
                incoming.unconsumed += bytes;
                return 0;
            }
            return bytes;
        }
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext there, boolean outbound, Throwable cause, @Nullable Http2Exception error) {
        server.connectionFailed(peer.address(), cause);
        super.onConnectionError(there, outbound, cause, error);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext there, Throwable cause) throws Exception {
        if (cause instanceof Http2Exception) {
            super.exceptionCaught(there, cause);
            return;
        }
        server.connectionFailed(peer.address(), cause);
        there.close();
    }
}
