package dev.mudi.apiserver.http;

import dev.mudi.apiserver.PeerGoneException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How many bytes may be on their way to one peer: a writer waits while the window is full. Safe for several threads. */
final class OutgoingWindow {
    /** What may be on its way of a whole answer; one write larger than this goes alone. */
    private static final int ANSWER_BYTES = 1024 * 1024;

    /** What may be on its way of a stream, of which there may be many thousands. */
    private static final int STREAM_BYTES = 128 * 1024;

    /** A peer that takes nothing of a whole answer for so long is cut. */
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(60);

    /** The same for a stream: somebody may be reading the log in a pager. */
    private static final Duration STREAM_PATIENCE = Duration.ofHours(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    /** 0 <= onTheWay; more than the limit only for a single write. */
    private long onTheWay;

    private int limit = ANSWER_BYTES;
    private Duration patience = ANSWER_PATIENCE;
    private boolean gone;

    /** A stream begins. */
    void narrow() {
        lock.lock();
        try {
            limit = STREAM_BYTES;
            patience = STREAM_PATIENCE;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for room and takes it; PeerGoneException if the peer is gone or takes nothing. */
    void reserve(int bytes) {
        lock.lock();
        try {
            while (!gone && onTheWay > 0 && onTheWay + bytes > limit) {
                long before = onTheWay;
                if (!moved.await(patience.toMillis(), TimeUnit.MILLISECONDS) && onTheWay == before) {
                    throw new PeerGoneException("the peer took nothing for " + patience.toSeconds() + " s");
                }
            }
            if (gone) {
                throw new PeerGoneException("the peer has closed the connection");
            }
            onTheWay += bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerGoneException("interrupted while the peer was slow");
        } finally {
            lock.unlock();
        }
    }

    /** Takes room if there is some now, without waiting; false if there is none or the peer is gone. */
    boolean tryReserve(int bytes) {
        lock.lock();
        try {
            if (gone || (onTheWay > 0 && onTheWay + bytes > limit)) {
                return false;
            }
            onTheWay += bytes;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** These bytes have left. */
    void release(int bytes) {
        lock.lock();
        try {
            onTheWay -= bytes;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody takes anything any more; writers return. */
    void close() {
        lock.lock();
        try {
            gone = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #close} was called. */
    boolean isClosed() {
        lock.lock();
        try {
            return gone;
        } finally {
            lock.unlock();
        }
    }
}
