package dev.mudi.runtime.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded pipe between a thread that blocks in the kernel and one that mustn't: what goes into {@link #sink()} comes out of
 * {@link #source()}. A full pipe makes the writer wait. Closing the sink is the source's end; closing the source makes
 * further writes fail.
 */
public final class BytePipe {

    private static final int CAPACITY = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] ring = new byte[CAPACITY];
    private int start;
    private int size;
    private boolean sinkClosed;
    private boolean sourceClosed;

    private final InputStream source = new Source();
    private final OutputStream sink = new Sink();

    public InputStream source() {
        return source;
    }

    public OutputStream sink() {
        return sink;
    }

    /** Closes both ends. */
    public void close() {
        lock.lock();
        try {
            sinkClosed = true;
            sourceClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // its callers loop
    private void await() throws InterruptedIOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the other end of a pipe");
        }
    }

    private final class Source extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            lock.lock();
            try {
                while (size == 0 && !sinkClosed && !sourceClosed) {
                    await();
                }
                if (sourceClosed || size == 0) {
                    return -1;
                }
                int count = Math.min(length, Math.min(size, CAPACITY - start));
                System.arraycopy(ring, start, into, offset, count);
                start = (start + count) % CAPACITY;
                size -= count;
                changed.signalAll();
                return count;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return size;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                sourceClosed = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Sink extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, from.length);
            int written = 0;
            lock.lock();
            try {
                while (written < length) {
                    while (size == CAPACITY && !sinkClosed && !sourceClosed) {
                        await();
                    }
                    if (sinkClosed || sourceClosed) {
                        throw new IOException("nobody reads this stream any longer");
                    }
                    int end = (start + size) % CAPACITY;
                    int room = Math.min(CAPACITY - size, CAPACITY - end);
                    int count = Math.min(length - written, room);
                    System.arraycopy(from, offset + written, ring, end, count);
                    size += count;
                    written += count;
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                sinkClosed = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
