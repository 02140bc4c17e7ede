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
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answer to one request over HTTP/1.1 or on one HTTP/2 stream. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
final class NettyResponse implements ApiResponse {
    private final Wire wire;
    private final NettyRequest request;
    private final InstantSource clock;
    private final OutgoingWindow window = new OutgoingWindow();
    private final CloseSignal closed = new CloseSignal();
    private final Outgoing outgoing;

    private boolean committed;
    private volatile @Nullable NettyStream stream;
    private volatile @Nullable UpgradedConnection upgraded;

    NettyResponse(Wire wire, NettyRequest request, InstantSource clock) {
        this.wire = wire;
        this.request = request;
        this.clock = clock;
        this.outgoing = new Outgoing(wire, window);
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
        var pieces = new Pieces(wire.allocator(), piece -> {
            if (!committed) {
                commit();
                outgoing.head(head(code, contentType, headers, AnswerHead.UNKNOWN));
            }
            if (headOnly) {
                piece.release();
            } else {
                outgoing.body(piece);
            }
        });
        body.accept(pieces);
        var rest = pieces.rest();
        if (!pieces.isLarge()) {
            whole(head(code, contentType, headers, rest == null ? 0 : rest.readableBytes()), rest, headOnly);
            return;
        }
        if (rest != null && !headOnly) {
            outgoing.body(rest);
        } else if (rest != null) {
            rest.release();
        }
        outgoing.end();
    }

    private void whole(AnswerHead head, @Nullable ByteBuf content, boolean headOnly) {
        commit();
        if (content != null && headOnly) {
            content.release();
        }
        outgoing.whole(head, content == null || headOnly ? Unpooled.EMPTY_BUFFER : content);
    }

    private AnswerHead head(int code, String contentType, Headers headers, long length) {
        return new AnswerHead(code, contentType, headers, length, HttpDate.of(clock.instant()));
    }

    private void sendAsIs(int code, String contentType, Headers headers, List<ByteBuffer> body) {
        long bytes = body.stream().mapToLong(ByteBuffer::remaining).sum();
        boolean bodiless = code == 204 || code == 304;
        boolean headOnly = bodiless || request.method().equals("HEAD");
        commit();
        var head = head(code, contentType, headers, bodiless ? AnswerHead.UNKNOWN : bytes);
        if (headOnly || bytes <= Outgoing.PIECE) {
            outgoing.whole(head, body, headOnly ? 0 : (int) bytes);
            return;
        }
        outgoing.head(head);
        inPieces(body);
        outgoing.end();
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
        if (wire instanceof Http1Wire && request.asksForWebSocket() && code == 200) {
            return WebSocketStream.accept(this, request.headers(), contentType);
        }
        commit();
        outgoing.head(head(code, contentType, headers, AnswerHead.UNKNOWN));
        var opened = new NettyStream(outgoing, window, closed);
        stream = opened;
        if (request.method().equals("HEAD")) {
            opened.close();
        }
        return opened;
    }

    @Override
    public UpgradedConnection upgrade(Headers headers) {
        if (!(wire instanceof Http1Wire http1)) {
            throw StatusException.badRequest("unable to upgrade: an upgrade needs HTTP/1.1");
        }
        commit();
        var head = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        headers.forEach(head.headers()::add);
        var connection = RawConnection.takeOver(http1.context(), head, window, closed);
        upgraded = connection;
        return connection;
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
            wire.executor().execute(wire::cut);
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
