package dev.mudi.kubelet.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes from an event loop, read by one blocking thread. Bounded by asking the connection to stop reading while more than
 * {@value #FULL} bytes wait.
 */
final class ByteQueue extends InputStream {

    static final int FULL = 256 * 1024;

    /** Stops and resumes reading from the connection. */
    interface Flow {
        void stop();

        void resume();
    }

    private final Flow flow;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    /** How much of the first chunk has been read. */
    private int read;

    private int waiting;
    private boolean stopped;
    private boolean ended;

    ByteQueue(Flow flow) {
        this.flow = flow;
    }

    /** Adds bytes; those that come after the end are dropped. */
    void add(byte[] bytes) {
        lock.lock();
        try {
            if (ended || bytes.length == 0) {
                return;
            }
            chunks.add(bytes);
            waiting += bytes.length;
            if (waiting > FULL && !stopped) {
                stopped = true;
                flow.stop();
            }
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** No more bytes come; those that wait can still be read. */
    void end() {
        lock.lock();
        try {
            ended = true;
            filled.signalAll();
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
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (chunks.isEmpty()) {
                if (ended) {
                    return -1;
                }
                filled.await();
            }
            return take(into, offset, length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading from the client", e);
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] into, int offset, int length) {
        var first = chunks.element();
        int taken = Math.min(length, first.length - read);
        System.arraycopy(first, read, into, offset, taken);
        read += taken;
        if (read == first.length) {
            chunks.remove();
            read = 0;
        }
        waiting -= taken;
        if (stopped && waiting <= FULL / 2) {
            stopped = false;
            flow.resume();
        }
        return taken;
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** The reader wants no more: what waits is dropped, and the connection goes on being read. */
    @Override
    public void close() {
        lock.lock();
        try {
            ended = true;
            chunks.clear();
            waiting = 0;
            read = 0;
            if (stopped) {
                stopped = false;
                flow.resume();
            }
            filled.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
