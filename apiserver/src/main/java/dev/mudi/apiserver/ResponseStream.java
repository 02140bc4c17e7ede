package dev.mudi.apiserver;

import java.nio.ByteBuffer;

/** A body under way. Writes come from one thread at a time; {@link #close} and {@link #isClosed} from any. */
public interface ResponseStream extends AutoCloseable {
    /**
     * Writes these buffers, in order, as one piece (one WebSocket message, where that is what the peer asked for). Blocks while the
     * peer's window and a bounded buffer are full. The buffers' positions are left alone, their contents may not change.
     *
     * @throws PeerGoneException when the peer has closed, or was cut because it took nothing for too long
     */
    void write(ByteBuffer... buffers);

    /** Makes sure that everything written is on its way. */
    void flush();

    /**
     * Writes and flushes one piece if that is possible without waiting; else does nothing and gives false, as where there is no such
     * way. It counts as a write: not while another thread writes.
     */
    default boolean offer(ByteBuffer piece) {
        return false;
    }

    /** Whether nobody reads any more, or {@link #close} was called. */
    boolean isClosed();

    /** Calls back once, when the peer is gone or the stream closed, on whatever thread notices; at once if that is so. It must not block. */
    void onClose(Runnable action);

    /** Ends the body. Idempotent. */
    @Override
    void close();
}
