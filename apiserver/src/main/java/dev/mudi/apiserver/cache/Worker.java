package dev.mudi.apiserver.cache;

import java.util.concurrent.locks.LockSupport;

/** A virtual thread that someone owns: started by its owner, and joined when the owner closes. */
public final class Worker implements AutoCloseable {
    private final Thread thread;

    /**
     * A worker that does not run yet.
     *
     * @param name for thread dumps
     * @param work returns soon after its owner says that it is closed and {@linkplain #wake wakes} it
     */
    public Worker(String name, Runnable work) {
        this.thread = Thread.ofVirtual().name(name).unstarted(work);
    }

    /** Begins; once only. */
    public void start() {
        thread.start();
    }

    /** Ends a park of the worker's, or its next one. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /** Wakes the worker and waits until it has returned, however often the caller is interrupted; its own call does not wait. */
    @Override
    public void close() {
        wake();
        boolean interrupted = false;
        while (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
