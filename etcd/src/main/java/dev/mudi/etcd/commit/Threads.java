package dev.mudi.etcd.commit;

import org.jspecify.annotations.Nullable;

/** Waiting for threads to end. */
final class Threads {
    private Threads() {}

    /** Waits for the end of the thread, if there is one; an interrupt does not end the wait, and is kept. */
    static void join(@Nullable Thread thread) {
        boolean interrupted = false;
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
