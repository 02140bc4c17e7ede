package dev.mudi.apiserver.http;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A body that is read while it comes. So much of it is kept and no more: then the peer's socket, or its HTTP/2 stream, is not read
 * until somebody has taken some. The event loop adds, one thread reads; {@link #close} comes from any.
 */
final class IncomingBody extends InputStream {
    private static final int KEPT_BYTES = 256 * 1024;

    private final Wire wire;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>();

    /** The readable bytes of {@link #parts}. */
    private int kept;

    /** The peer is not read, because {@link #kept} is enough. */
    private boolean paused;

    private boolean ended;
    private boolean brokenOff;
    private boolean closed;

    IncomingBody(Wire wire) {
        this.wire = wire;
    }

    /** Adds a part, of which it becomes an owner; false when nobody reads any more. */
    boolean offer(ByteBuf part) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (part.isReadable()) {
                parts.add(part.retain());
                kept += part.readableBytes();
                if (kept >= KEPT_BYTES) {
                    paused = true;
                    wire.pause();
                }
                arrived.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** That was all. */
    void end() {
        lock.lock();
        try {
            ended = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The peer is gone; what it has sent is not all, unless {@link #end} came before. */
    void breakOff() {
        lock.lock();
        try {
            brokenOff = !ended;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        lock.lock();
        try {
            while (parts.isEmpty() && !closed && !ended && !brokenOff) {
                arrived.await();
            }
            if (closed) {
                throw new IOException("the body of the request is closed");
            }
            if (!parts.isEmpty()) {
                return take(into, offset, length);
            }
            if (brokenOff) {
                throw new EOFException("the client has left before the end of the body");
            }
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the body of the request", e);
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] into, int offset, int length) {
        var first = parts.element();
        int some = Math.min(first.readableBytes(), length);
        first.readBytes(into, offset, some);
        kept -= some;
        if (!first.isReadable()) {
            parts.remove().release();
        }
        if (kept < KEPT_BYTES / 2) {
            readOn();
        }
        return some;
    }

    private void readOn() {
        if (paused) {
            paused = false;
            wire.resume();
        }
    }

    /** Nobody reads any more; what still comes is not kept. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            while (!parts.isEmpty()) {
                parts.remove().release();
            }
            kept = 0;
            readOn();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
