package dev.mudi.kubelet.stream;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyGoAwayFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A SPDY/3.1 connection on which the client opens streams. There is no flow control by windows: upstream's clients never send
 * window updates, so that a sender that heeded them would stop after 64 KiB. TCP slows both sides down instead.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends the connection, which the handlers hear of
public final class SpdyConnection extends SimpleChannelInboundHandler<SpdyFrame> {

    /** How many streams may be open, or wait to be taken: a client that opens more is cut off. */
    private static final int STREAM_LIMIT = 1000;

    private final Channel channel;
    private final ChannelOutput output;
    private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
    private final BlockingQueue<Optional<SpdyStream>> opened = new ArrayBlockingQueue<>(STREAM_LIMIT);
    private final CountDownLatch closed = new CountDownLatch(1);
    private int lastId;

    public SpdyConnection(Channel channel) {
        this.channel = channel;
        this.output = new ChannelOutput(channel);
    }

    /** The next stream that the client opens; empty when none came in time or the connection has ended. */
    Optional<SpdyStream> take(Duration timeout) throws InterruptedException {
        if (isClosed() && opened.isEmpty()) {
            return Optional.empty();
        }
        var next = opened.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        return next == null ? Optional.empty() : next;
    }

    /** Forgets a stream that is done with. */
    void forget(SpdyStream stream) {
        stream.queue().close();
        streams.values().remove(stream);
    }

    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Ends the connection after what was written has been sent. */
    void close() {
        if (channel.isActive()) {
            channel.writeAndFlush(new DefaultSpdyGoAwayFrame(lastId)).addListener(ChannelFutureListener.CLOSE);
        }
        end();
    }

    private void end() {
        streams.values().forEach(stream -> stream.queue().end());
        closed.countDown();
        // Wakes whoever waits for the next stream; when the queue is full nobody waits.
        if (!opened.offer(Optional.empty())) {
            streams.clear();
        }
        output.changed();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, SpdyFrame frame) {
        switch (frame) {
            case SpdySynStreamFrame open -> open(context, open);
            case SpdyDataFrame data -> data(data);
            case SpdyRstStreamFrame reset -> {
                var stream = streams.remove(reset.streamId());
                if (stream != null) {
                    stream.queue().end();
                }
            }
            case SpdyPingFrame ping -> {
                // Odd ids are the client's own; an even one answers a ping of ours, and we send none.
                if (ping.id() % 2 == 1) {
                    context.writeAndFlush(ping);
                }
            }
            case SpdyGoAwayFrame goAway -> context.close();
            default -> {
                // Settings, windows and late headers change nothing here.
            }
        }
    }

    private void open(ChannelHandlerContext context, SpdySynStreamFrame frame) {
        var headers = new HashMap<String, String>();
        frame.headers()
                .forEach(entry -> headers.put(
                        entry.getKey().toString().toLowerCase(Locale.ROOT),
                        entry.getValue().toString()));
        lastId = frame.streamId();
        var stream = new SpdyStream(frame.streamId(), headers, new ByteQueue(new ReadSwitch(channel)), output);
        if (streams.size() >= STREAM_LIMIT || !opened.offer(Optional.of(stream))) {
            context.close();
            return;
        }
        streams.put(frame.streamId(), stream);
        var reply = new DefaultSpdySynReplyFrame(frame.streamId());
        // Without any header the codec leaves the whole header block out, which upstream's clients can't read.
        reply.headers().set("status", "200");
        context.writeAndFlush(reply);
        if (frame.isLast()) {
            stream.queue().end();
        }
    }

    private void data(SpdyDataFrame frame) {
        var stream = streams.get(frame.streamId());
        if (stream == null) {
            return;
        }
        stream.queue().add(ByteBufUtil.getBytes(frame.content()));
        if (frame.isLast()) {
            stream.queue().end();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        output.changed();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
