package dev.mudi.apiserver.http;

import dev.mudi.apiserver.PeerGoneException;
import dev.mudi.apiserver.UpgradedConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** An HTTP/1.1 connection after an upgrade. What comes in is queued up to a bound, then the socket is not read any more. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
final class RawConnection extends ChannelInboundHandlerAdapter implements UpgradedConnection {
    private static final int QUEUED_BYTES = 256 * 1024;
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int LINGER_SECONDS = 5;

    private final Channel channel;
    private final OutgoingWindow window;
    private final CloseSignal closed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>();

    /** The readable bytes of {@link #queue}. */
    private int queued;

    private boolean ended;

    private RawConnection(Channel channel, OutgoingWindow window, CloseSignal closed) {
        this.channel = channel;
        this.window = window;
        window.narrow();
        this.closed = closed;
    }

    /** Sends the head of the answer and makes the connection raw. */
    static RawConnection takeOver(
            ChannelHandlerContext exchange, Object head, OutgoingWindow window, CloseSignal closed) {
        var connection = new RawConnection(exchange.channel(), window, closed);
        exchange.executor().execute(() -> {
            var pipeline = exchange.pipeline();
            if (!exchange.channel().isActive() || exchange.isRemoved()) {
                connection.end();
                return;
            }
            exchange.writeAndFlush(head);
            pipeline.addLast("raw", connection);
            pipeline.remove(exchange.handler());
            pipeline.remove(HttpServerCodec.class);
        });
        return connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        lock.lock();
        try {
            if (ended) {
                bytes.release();
                return;
            }
            queue.add(bytes);
            queued += bytes.readableBytes();
            if (queued >= QUEUED_BYTES) {
                channel.config().setAutoRead(false);
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        window.close();
        closed.set();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (ended) {
                    return -1;
                }
                arrived.await();
            }
            return take(into);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the peer", e);
        } finally {
            lock.unlock();
        }
    }

    private int take(ByteBuffer into) {
        var first = queue.element();
        int some = Math.min(first.readableBytes(), into.remaining());
        into.put(into.position(), first.nioBuffer(first.readerIndex(), some), 0, some);
        into.position(into.position() + some);
        first.skipBytes(some);
        queued -= some;
        if (!first.isReadable()) {
            queue.remove().release();
        }
        if (queued < QUEUED_BYTES / 2 && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
        return some;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        try {
            while (from.hasRemaining()) {
                int some = Math.min(from.remaining(), PIECE_BYTES);
                window.reserve(some);
                var copy = Unpooled.copiedBuffer(from.slice(from.position(), some));
                from.position(from.position() + some);
                channel.writeAndFlush(copy).addListener(done -> window.release(some));
            }
        } catch (PeerGoneException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            while (!queue.isEmpty()) {
                queue.remove().release();
            }
            queued = 0;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        if (channel.isActive()) {
            channel.config().setAutoRead(true);
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        }
    }
}
