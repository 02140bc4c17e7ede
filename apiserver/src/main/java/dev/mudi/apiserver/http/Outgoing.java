package dev.mudi.apiserver.http;

import dev.mudi.apiserver.PeerGoneException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.ByteBuffer;
import java.util.List;

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

    Outgoing(ChannelHandlerContext context, OutgoingWindow window) {
        this.context = context;
        this.window = window;
    }

    /** Sends buffers, of this many bytes together, as a part of the body. Waits for room. */
    void body(List<ByteBuffer> buffers, int bytes) {
        window.reserve(bytes);
        context.executor().execute(() -> write(new DefaultHttpContent(gather(context.alloc(), buffers, bytes)), bytes));
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
        context.executor().execute(() -> write(new DefaultHttpContent(piece), bytes));
    }

    /** Sends a message that is not body: a head, an end, or a whole small answer. */
    void message(Object message, int bytes) {
        window.reserve(bytes);
        context.executor().execute(() -> write(message, bytes));
    }

    private void write(Object message, int bytes) {
        context.writeAndFlush(message).addListener(done -> {
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
