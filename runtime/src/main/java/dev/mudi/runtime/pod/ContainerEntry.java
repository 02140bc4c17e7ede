package dev.mudi.runtime.pod;

import dev.mudi.runtime.cri.ContainerState;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A container in memory: its record, which is on disk too; the lock under which one change at a time is made; and its end,
 * to wait for.
 */
final class ContainerEntry {

    private final ReentrantLock changing = new ReentrantLock();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Records<ContainerRecord> records;
    private volatile ContainerRecord record;
    private volatile boolean removed;

    ContainerEntry(ContainerRecord record, Records<ContainerRecord> records) {
        this.record = record;
        this.records = records;
        if (record.state() == ContainerState.CONTAINER_EXITED) {
            ended.countDown();
        }
    }

    ContainerRecord record() {
        return record;
    }

    /** A change of the container. */
    @FunctionalInterface
    interface Change {
        void make(ContainerRecord record) throws IOException;
    }

    /** Makes a change while no other is made; nothing happens once the container has been removed. */
    void change(Change change) throws IOException {
        changing.lock();
        try {
            if (!removed) {
                change.make(record);
            }
        } finally {
            changing.unlock();
        }
    }

    /** Replaces the record. Called while changing. */
    void replace(ContainerRecord next) throws IOException {
        records.save(next.id(), next.toJson());
        record = next;
        if (next.state() == ContainerState.CONTAINER_EXITED) {
            ended.countDown();
        }
    }

    /** Deletes the record. Called while changing. */
    void delete() throws IOException {
        records.delete(record.id());
        removed = true;
        ended.countDown();
    }

    /** Waits for the end; false when the time ran out. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits for the end, however long it takes, and returns the exit code. */
    int awaitExit() throws InterruptedException {
        ended.await();
        return record.progress().exitCode();
    }
}
