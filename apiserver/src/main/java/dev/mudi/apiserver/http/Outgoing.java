package dev.mudi.apiserver.http;

import dev.mudi.apiserver.PeerGoneException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/** The way of an answer's bytes from the request's thread to the event loop, within the window. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written shows as a closed window
final class Outgoing {
    /** Pieces are gathered up to this many bytes: few system calls for a large answer. */
    static final int PIECE = 256 * 1024;

    private final Wire wire;
    private final OutgoingWindow window;

    /** Nothing on its way. */
    Outgoing(Wire wire, OutgoingWindow window) {
        this.wire = wire;
        this.window = window;
    }

    /** Sends a buffer as a part of the body if there is room for it now; else does nothing and gives false. */
    boolean offer(ByteBuffer buffer) {
        int bytes = buffer.remaining();
        if (!window.tryReserve(bytes)) {
            return false;
        }
        try {
            wire.flushes().execute(() -> settle(wire.part(Unpooled.wrappedBuffer(buffer)), bytes));
            return true;
        } catch (RejectedExecutionException stopped) {
            window.release(bytes);
            return false;
        }
    }

    /** Sends buffers, of this many bytes together, as a part of the body. Waits for room. */
    void body(List<ByteBuffer> buffers, int bytes) {
        window.reserve(bytes);
        wire.flushes().execute(() -> settle(wire.part(gather(buffers, bytes)), bytes));
    }

    /** Sends a piece of the body and releases it. Waits for room. */
    void body(ByteBuf piece) {
        int bytes = reserve(piece);
        wire.flushes().execute(() -> settle(wire.part(piece), bytes));
    }

    /** Sends a whole answer of buffers that have this many bytes together. Waits for room. */
    void whole(AnswerHead head, List<ByteBuffer> buffers, int bytes) {
        window.reserve(bytes);
        wire.flushes().execute(() -> settle(wire.whole(head, gather(buffers, bytes)), bytes));
    }

    /** Sends a whole answer and releases its content. Waits for room. */
    void whole(AnswerHead head, ByteBuf content) {
        int bytes = reserve(content);
        wire.flushes().execute(() -> settle(wire.whole(head, content), bytes));
    }

    /** Sends a head, which parts or an end follow. */
    void head(AnswerHead head) {
        window.reserve(0);
        wire.flushes().execute(() -> settle(wire.head(head), 0));
    }

    /** Sends the end of the body. */
    void end() {
        window.reserve(0);
        wire.flushes().execute(() -> settle(wire.end(), 0));
    }

    private int reserve(ByteBuf content) {
        int bytes = content.readableBytes();
        try {
            window.reserve(bytes);
        } catch (PeerGoneException e) {
            content.release();
            throw e;
        }
        return bytes;
    }

    private void settle(ChannelFuture written, int bytes) {
        written.addListener(done -> {
            window.release(bytes);
            if (!done.isSuccess()) {
                window.close();
            }
        });
    }

    /** Copies buffers into one, leaving their positions alone. */
    private ByteBuf gather(List<ByteBuffer> buffers, int bytes) {
        if (bytes == 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBufAllocator allocator = wire.allocator();
        var gathered = allocator.directBuffer(bytes, bytes);
        for (var buffer : buffers) {
            gathered.writeBytes(buffer.duplicate());
        }
        return gathered;
    }
}
