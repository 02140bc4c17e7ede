package dev.mudi.kubelet.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** SPDY/3.1 as upstream's clients speak it, over whatever carries bytes: it opens streams and sends no window updates. */
final class SpdyClient {

    /** Sends bytes to the server. */
    interface Wire {
        void send(byte[] bytes) throws IOException;
    }

    private final EmbeddedChannel codec = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    private final Wire wire;
    private final Map<Integer, ByteArrayOutputStream> received = new ConcurrentHashMap<>();
    private final Set<Integer> accepted = ConcurrentHashMap.newKeySet();
    private final Set<Integer> ended = ConcurrentHashMap.newKeySet();
    private final Set<Integer> pongs = ConcurrentHashMap.newKeySet();
    private volatile boolean goneAway;
    private int nextId = 1;

    SpdyClient(Wire wire) {
        this.wire = wire;
    }

    synchronized int open(Map<String, String> headers) throws IOException {
        int id = nextId;
        nextId += 2;
        var frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
        headers.forEach((name, value) -> frame.headers().set(name, value));
        send(frame);
        return id;
    }

    void data(int id, String text, boolean last) throws IOException {
        var content = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        send(new DefaultSpdyDataFrame(id, content).setLast(last));
    }

    void ping(int id) throws IOException {
        send(new DefaultSpdyPingFrame(id));
    }

    private synchronized void send(Object frame) throws IOException {
        codec.writeOutbound(frame);
        for (ByteBuf bytes = codec.readOutbound(); bytes != null; bytes = codec.readOutbound()) {
            wire.send(ByteBufUtil.getBytes(bytes));
            bytes.release();
        }
    }

    /** Takes in what came from the server. */
    synchronized void feed(byte[] bytes) {
        codec.writeInbound(Unpooled.copiedBuffer(bytes));
        for (Object frame = codec.readInbound(); frame != null; frame = codec.readInbound()) {
            switch (frame) {
                case SpdySynReplyFrame reply -> {
                    // Go's framer can't read a reply without a header block.
                    if (reply.headers().isEmpty()) {
                        throw new AssertionError("a reply without headers");
                    }
                    accepted.add(reply.streamId());
                }
                case SpdyDataFrame data -> {
                    received.computeIfAbsent(data.streamId(), id -> new ByteArrayOutputStream())
                            .writeBytes(ByteBufUtil.getBytes(data.content()));
                    if (data.isLast()) {
                        ended.add(data.streamId());
                    }
                }
                case SpdyPingFrame ping -> pongs.add(ping.id());
                case SpdyGoAwayFrame goAway -> goneAway = true;
                default -> throw new AssertionError("unexpected " + frame);
            }
        }
    }

    String text(int id) {
        var bytes = received.get(id);
        return bytes == null ? "" : bytes.toString(StandardCharsets.UTF_8);
    }

    boolean isAccepted(int id) {
        return accepted.contains(id);
    }

    boolean isEnded(int id) {
        return ended.contains(id);
    }

    boolean isAnswered(int ping) {
        return pongs.contains(ping);
    }

    boolean isGoneAway() {
        return goneAway;
    }
}
