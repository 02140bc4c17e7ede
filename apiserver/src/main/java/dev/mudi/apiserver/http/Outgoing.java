package dev.mudi.apiserver.http;

import dev.mudi.apiserver.PeerGoneException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * The way out of one exchange: pieces of a body, each copied once, on the event loop, into a buffer that TLS encrypts from.
 * Called by the request's thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
final class Outgoing {
    /** Pieces are gathered up to this many bytes: few system calls for a large answer. */
    static final int PIECE = 256 * 1024;

    private final ChannelHandlerContext context;
    private final OutgoingWindow window;
    private final Flushes flushes;
    private final boolean http2;

    /**
     * Nothing on its way.
     *
     * @param http2 whether the context is of a stream's channel
     */
    Outgoing(ChannelHandlerContext context, OutgoingWindow window, Flushes flushes, boolean http2) {
        this.context = context;
        this.window = window;
        this.flushes = flushes;
        this.http2 = http2;
    }

    /** Sends a buffer as a part of the body if there is room for it now; else does nothing and gives false. */
    boolean offer(ByteBuffer buffer) {
        int bytes = buffer.remaining();
        if (!window.tryReserve(bytes)) {
            return false;
        }
        try {
            flushes.execute(() -> part(Unpooled.wrappedBuffer(buffer), bytes));
            return true;
        } catch (RejectedExecutionException stopped) {
            window.release(bytes);
            return false;
        }
    }

    /** Sends buffers, of this many bytes together, as a part of the body. Waits for room. */
    void body(List<ByteBuffer> buffers, int bytes) {
        window.reserve(bytes);
        flushes.execute(() -> part(gather(context.alloc(), buffers, bytes), bytes));
    }

    /** Sends a piece of the body and releases it. Waits for room. */
    void body(ByteBuf piece) {
        int bytes = piece.readableBytes();
        try {
            window.reserve(bytes);
        } catch (PeerGoneException e) {
            piece.release();
            throw e;
        }
        flushes.execute(() -> part(piece, bytes));
    }

    /** Sends a message that is not body: a head, an end, or a whole small answer. */
    void message(Object message, int bytes) {
        window.reserve(bytes);
        flushes.execute(() -> write(context, message, bytes));
    }

    /** A part of the body is the same in both protocols; that of a stream need not be translated. */
    private void part(ByteBuf bytes, int count) {
        if (http2) {
            write(context.pipeline().firstContext(), new DefaultHttp2DataFrame(bytes), count);
        } else {
            write(context, new DefaultHttpContent(bytes), count);
        }
    }

    private void write(ChannelHandlerContext from, Object message, int bytes) {
        from.writeAndFlush(message).addListener(done -> {
            window.release(bytes);
            if (!done.isSuccess()) {
                window.close();
            }
        });
    }

    /** Copies buffers into one, leaving their positions alone. */
    static ByteBuf gather(ByteBufAllocator allocator, List<ByteBuffer> buffers, int bytes) {
        var gathered = allocator.directBuffer(bytes, bytes);
        for (var buffer : buffers) {
            gathered.writeBytes(buffer.duplicate());
        }
        return gathered;
    }
}
