package dev.mudi.etcd.watch;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Wakes those who wait for a revision. Costs whoever moves it on next to nothing while nobody waits. Safe for several threads. */
public final class RevisionSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    /** How many wait; raised before they look, so that whoever moves on and then sees none need not wake any. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** Something that others may wait for has changed. */
    public void moved() {
        if (waiting.get() == 0) {
            return;
        }
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something is so, or the time is over.
     *
     * @param condition becomes true before {@link #moved} is called
     * @return whether it is so
     * @throws InterruptedException when interrupted before it is
     */
    public boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
        lock.lock();
        try {
            waiting.incrementAndGet();
            long left = nanos;
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = moved.awaitNanos(left);
            }
            return true;
        } finally {
            waiting.decrementAndGet();
            lock.unlock();
        }
    }
}
