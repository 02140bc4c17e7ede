package dev.mudi.apiserver.http;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The requests under way, so that a server that closes can wait for them. Safe for several threads. */
final class InFlight {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fewer = lock.newCondition();
    private final Set<NettyResponse> responses = new HashSet<>();

    void add(NettyResponse response) {
        lock.lock();
        try {
            responses.add(response);
        } finally {
            lock.unlock();
        }
    }

    void remove(NettyResponse response) {
        lock.lock();
        try {
            responses.remove(response);
            fewer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return responses.size();
        } finally {
            lock.unlock();
        }
    }

    /** Asks streams to end and waits until nothing is under way; false when that takes longer than allowed. */
    boolean awaitNone(Duration limit) {
        snapshot().forEach(NettyResponse::askToEnd);
        long left = limit.toNanos();
        lock.lock();
        try {
            while (!responses.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = fewer.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private List<NettyResponse> snapshot() {
        lock.lock();
        try {
            return List.copyOf(responses);
        } finally {
            lock.unlock();
        }
    }
}
