package dev.mudi.apiserver.http;

import dev.mudi.apiserver.ResponseStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A body under way over HTTP. What is written is gathered until it is worth a piece, or flushed. */
final class NettyStream implements ResponseStream {
    /** So much is sent without being asked. */
    private static final int FLUSHED_BYTES = 32 * 1024;

    private final Outgoing outgoing;
    private final OutgoingWindow window;
    private final CloseSignal closed;

    private List<ByteBuffer> gathered = new ArrayList<>();
    private int bytes;
    private boolean ended;

    NettyStream(Outgoing outgoing, OutgoingWindow window, CloseSignal closed) {
        this.outgoing = outgoing;
        this.window = window;
        window.narrow();
        this.closed = closed;
    }

    @Override
    public void write(ByteBuffer... buffers) {
        for (var buffer : buffers) {
            gathered.add(buffer);
            bytes += buffer.remaining();
        }
        if (bytes >= FLUSHED_BYTES) {
            flush();
        }
    }

    @Override
    public void flush() {
        if (bytes > 0) {
            var piece = gathered;
            int size = bytes;
            gathered = new ArrayList<>(2);
            bytes = 0;
            outgoing.body(piece, size);
        }
    }

    @Override
    public boolean offer(ByteBuffer piece) {
        return bytes == 0 && !closed.isSet() && outgoing.offer(piece);
    }

    @Override
    public boolean isClosed() {
        return closed.isSet();
    }

    @Override
    public void onClose(Runnable action) {
        closed.onSet(action);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        try {
            if (!window.isClosed()) {
                flush();
                outgoing.end();
            }
        } finally {
            closed.set();
        }
    }

    /** Whether the end was sent. */
    synchronized boolean isEnded() {
        return ended;
    }
}
