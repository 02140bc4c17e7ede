package dev.mudi.proxy;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys that were noted and wait to be taken, all at once. Bounded by the number of different keys. Adding never blocks for long;
 * safe for several threads.
 */
final class PendingChanges<K> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private Set<K> keys = new LinkedHashSet<>();

    void add(K key) {
        lock.lock();
        try {
            keys.add(key);
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the first and takes all. */
    Set<K> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (keys.isEmpty()) {
                added.await();
            }
            var taken = keys;
            keys = new LinkedHashSet<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for so long; what is added meanwhile stays. */
    void pause(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (left > 0) {
                left = added.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            keys.clear();
        } finally {
            lock.unlock();
        }
    }
}
