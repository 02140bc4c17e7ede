package dev.mudi.apiserver.http;

import dev.mudi.api.codec.ByteSink;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.ResponseStream;
import dev.mudi.apiserver.UpgradedConnection;
import dev.mudi.apiserver.storage.ByteGather;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answer to one request over HTTP/1.1 or on one HTTP/2 stream. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
final class NettyResponse implements ApiResponse {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The last second that was shown; racing threads make equal ones. */
    private static volatile Date date = new Date(Long.MIN_VALUE, "");

    private record Date(long second, String text) {}

    private final ChannelHandlerContext context;
    private final NettyRequest request;
    private final Mode mode;
    private final Flushes flushes;
    private final InstantSource clock;
    private final OutgoingWindow window = new OutgoingWindow();
    private final CloseSignal closed = new CloseSignal();
    private final Outgoing outgoing;

    private boolean committed;
    private volatile @Nullable NettyStream stream;
    private volatile @Nullable UpgradedConnection upgraded;

    /**
     * How the connection is.
     *
     * @param http2 whether this is a stream of HTTP/2, else the connection may become raw bytes
     * @param keepAlive whether it lives on after this answer
     */
    record Mode(boolean http2, boolean keepAlive) {}

    NettyResponse(
            ChannelHandlerContext context, NettyRequest request, Mode mode, Flushes flushes, InstantSource clock) {
        this.context = context;
        this.request = request;
        this.mode = mode;
        this.flushes = flushes;
        this.clock = clock;
        this.outgoing = new Outgoing(context, window, flushes, mode.http2());
    }

    @Override
    public void send(int code, String contentType, Headers headers, List<ByteBuffer> body) {
        long bytes = body.stream().mapToLong(ByteBuffer::remaining).sum();
        if (Gzip.isDue(request.headers(), bytes) && code == 200) {
            var smaller = Gzip.compress(body);
            var more = headers.plus("Content-Encoding", "gzip");
            boolean varies = headers.hasToken("Vary", "Accept-Encoding");
            sendAsIs(code, contentType, varies ? more : more.plus("Vary", "Accept-Encoding"), smaller);
            return;
        }
        sendAsIs(code, contentType, headers, body);
    }

    @Override
    public void send(int code, String contentType, Headers headers, Consumer<ByteSink> body) {
        if (Gzip.isAccepted(request.headers())) {
            var gathered = new ByteGather();
            body.accept(gathered);
            send(code, contentType, headers, gathered.buffers());
            return;
        }
        boolean headOnly = request.method().equals("HEAD");
        var head = new Head(code, contentType, headers);
        var pieces = new Pieces(context.alloc(), piece -> {
            begin(head);
            if (headOnly) {
                piece.release();
            } else {
                outgoing.body(piece);
            }
        });
        body.accept(pieces);
        var rest = pieces.rest();
        if (!pieces.isLarge()) {
            whole(head, rest == null ? Unpooled.EMPTY_BUFFER : rest, headOnly);
            return;
        }
        if (rest != null && !headOnly) {
            outgoing.body(rest);
        } else if (rest != null) {
            rest.release();
        }
        outgoing.message(LastHttpContent.EMPTY_LAST_CONTENT, 0);
    }

    /** What goes before a body. */
    private record Head(int code, String contentType, Headers headers) {}

    /** Sends the head of an answer of unknown length, unless that was done. */
    private void begin(Head head) {
        if (committed) {
            return;
        }
        commit();
        var message = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.code()));
        fill(message, head.contentType(), head.headers());
        if (!mode.http2()) {
            message.headers().set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        outgoing.message(message, 0);
    }

    private void whole(Head head, ByteBuf content, boolean headOnly) {
        commit();
        int size = content.readableBytes();
        window.reserve(size);
        flushes.execute(() -> {
            var shown = headOnly ? Unpooled.EMPTY_BUFFER : content;
            var answer =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.code()), shown);
            if (headOnly) {
                content.release();
            }
            fill(answer, head.contentType(), head.headers());
            answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, size);
            context.writeAndFlush(answer).addListener(done -> window.release(size));
        });
    }

    private void sendAsIs(int code, String contentType, Headers headers, List<ByteBuffer> body) {
        long bytes = body.stream().mapToLong(ByteBuffer::remaining).sum();
        var status = HttpResponseStatus.valueOf(code);
        boolean headOnly = request.method().equals("HEAD") || code == 204 || code == 304;
        commit();
        if (headOnly || bytes <= Outgoing.PIECE) {
            int size = headOnly ? 0 : (int) bytes;
            window.reserve(size);
            flushes.execute(() -> {
                var content = size == 0 ? Unpooled.EMPTY_BUFFER : Outgoing.gather(context.alloc(), body, size);
                var whole = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
                fill(whole, contentType, headers);
                if (code != 204 && code != 304) {
                    whole.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes);
                }
                context.writeAndFlush(whole).addListener(done -> window.release(size));
            });
            return;
        }
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        fill(head, contentType, headers);
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes);
        outgoing.message(head, 0);
        inPieces(body);
        outgoing.message(LastHttpContent.EMPTY_LAST_CONTENT, 0);
    }

    /** Sends a large body: small buffers are gathered, large ones cut. */
    private void inPieces(List<ByteBuffer> body) {
        var piece = new ArrayList<ByteBuffer>();
        int size = 0;
        for (var buffer : body) {
            int from = buffer.position();
            while (from < buffer.limit()) {
                int some = Math.min(buffer.limit() - from, Outgoing.PIECE - size);
                piece.add(buffer.slice(from, some));
                size += some;
                from += some;
                if (size == Outgoing.PIECE) {
                    outgoing.body(piece, size);
                    piece = new ArrayList<>();
                    size = 0;
                }
            }
        }
        if (size > 0) {
            outgoing.body(piece, size);
        }
    }

    @Override
    public ResponseStream stream(int code, String contentType, Headers headers) {
        if (!mode.http2() && request.asksForWebSocket() && code == 200) {
            return WebSocketStream.accept(this, request.headers(), contentType);
        }
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code));
        fill(head, contentType, headers);
        if (!mode.http2() && !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        commit();
        outgoing.message(head, 0);
        var opened = new NettyStream(outgoing, window, closed);
        stream = opened;
        if (request.method().equals("HEAD")) {
            opened.close();
        }
        return opened;
    }

    @Override
    public UpgradedConnection upgrade(Headers headers) {
        if (mode.http2()) {
            throw StatusException.badRequest("unable to upgrade: an upgrade needs HTTP/1.1");
        }
        commit();
        var head = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        headers.forEach(head.headers()::add);
        var connection = RawConnection.takeOver(context, head, window, closed);
        upgraded = connection;
        return connection;
    }

    private void fill(HttpResponse response, String contentType, Headers headers) {
        var out = response.headers();
        if (!contentType.isEmpty()) {
            out.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        headers.forEach(out::add);
        if (!mode.keepAlive() && !mode.http2()) {
            out.set(HttpHeaderNames.CONNECTION, "close");
        }
        if (!out.contains(HttpHeaderNames.DATE)) {
            out.set(HttpHeaderNames.DATE, shown(clock.instant()));
        }
    }

    private static String shown(Instant moment) {
        var known = date;
        if (known.second != moment.getEpochSecond()) {
            known = new Date(moment.getEpochSecond(), HTTP_DATE.format(moment));
            date = known;
        }
        return known.text;
    }

    private void commit() {
        if (committed) {
            throw new IllegalStateException("the request to " + request.path() + " was answered already");
        }
        committed = true;
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    /** The receiver has returned: an answer that was not finished is cut. */
    void finish() {
        var open = stream;
        boolean unfinished = !committed || (open != null && !open.isEnded());
        if (upgraded != null) {
            upgraded.close();
        }
        if (unfinished) {
            context.executor().execute(context::close);
        }
        peerGone();
    }

    /** The server is about to stop: a stream is asked to end. */
    void askToEnd() {
        if (stream != null || upgraded != null) {
            closed.set();
        }
    }

    /** The connection or stream is closed. */
    void peerGone() {
        window.close();
        closed.set();
    }
}
