package dev.mudi.apiserver.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.EventExecutor;
import java.util.Locale;
import java.util.Set;

/** An answer on one stream of HTTP/2. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed stream
final class Http2Wire implements Wire {
    /** What is said of a connection of HTTP/1.1, and may not be said in HTTP/2 (RFC 9113, section 8.2.2). */
    private static final Set<String> OF_A_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te");

    /** Names and values that most answers have. */
    private static final int HEADERS = 8;

    private final Http2Handler connection;
    private final Http2Stream stream;

    Http2Wire(Http2Handler connection, Http2Stream stream) {
        this.connection = connection;
        this.stream = stream;
    }

    @Override
    public EventExecutor executor() {
        return connection.executor();
    }

    @Override
    public ByteBufAllocator allocator() {
        return connection.allocator();
    }

    @Override
    public Flushes flushes() {
        return connection.flushes();
    }

    @Override
    public ChannelFuture whole(AnswerHead head, ByteBuf content) {
        if (!content.isReadable()) {
            content.release();
            return flushed(connection.write(stream, headers(head), true));
        }
        connection.write(stream, headers(head), false);
        return flushed(connection.write(stream, content, true));
    }

    @Override
    public ChannelFuture head(AnswerHead head) {
        return flushed(connection.write(stream, headers(head), false));
    }

    private ChannelFuture flushed(ChannelFuture written) {
        connection.flush();
        return written;
    }

    private static Http2Headers headers(AnswerHead head) {
        var out = new DefaultHttp2Headers(false, true, HEADERS);
        out.status(HttpResponseStatus.valueOf(head.code()).codeAsText());
        if (!head.contentType().isEmpty()) {
            out.add(HttpHeaderNames.CONTENT_TYPE, head.contentType());
        }
        head.headers().forEach((name, value) -> {
            var small = name.toLowerCase(Locale.ROOT);
            if (!OF_A_CONNECTION.contains(small)) {
                out.add(new AsciiString(small), value);
            }
        });
        if (!head.isDated()) {
            out.add(HttpHeaderNames.DATE, head.date());
        }
        if (head.length() != AnswerHead.UNKNOWN) {
            out.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(head.length()));
        }
        return out;
    }

    @Override
    public ChannelFuture part(ByteBuf part) {
        return flushed(connection.write(stream, part, false));
    }

    @Override
    public ChannelFuture end() {
        return flushed(connection.write(stream, Unpooled.EMPTY_BUFFER, true));
    }

    @Override
    public void goOn() {
        var informational = new DefaultHttp2Headers(false, true, 1);
        informational.status(HttpResponseStatus.CONTINUE.codeAsText());
        flushed(connection.write(stream, informational, false));
    }

    @Override
    public void pause() {
        connection.pause(stream);
    }

    @Override
    public void resume() {
        connection.resume(stream);
    }

    @Override
    public void cut() {
        connection.cut(stream);
    }
}
