package dev.mudi.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.HashMap;
import java.util.Map;

/** The answers under way on one connection. On the event loop only. */
final class Streams extends Http2EventAdapter {
    private final Map<Integer, Answer> answers = new HashMap<>();

    void add(int stream, Answer answer) {
        answers.put(stream, answer);
    }

    /** Tells answers that their stream has gone. */
    Http2ConnectionAdapter closing() {
        return new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                var answer = answers.remove(stream.id());
                if (answer != null) {
                    answer.ended("the server has closed the stream");
                }
            }
        };
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean last) {
        var answer = answers.get(stream);
        if (answer != null && headers.status() != null) {
            answer.status(Integer.parseInt(headers.status().toString()));
        }
        endIf(last, stream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean last) {
        onHeadersRead(context, stream, headers, padding, last);
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last) {
        int bytes = data.readableBytes() + padding;
        var answer = answers.get(stream);
        if (answer != null) {
            answer.data(data);
        }
        endIf(last, stream);
        return bytes;
    }

    private void endIf(boolean last, int stream) {
        var answer = last ? answers.remove(stream) : null;
        if (answer != null) {
            answer.ended("");
        }
    }
}
