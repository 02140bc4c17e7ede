package dev.mudi.runtime;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Does one thing to several containers at once, each on a virtual thread, and waits for all. */
final class AtOnce {

    /** What is done to one. */
    @FunctionalInterface
    interface Work {
        void on(String id) throws IOException;
    }

    private AtOnce() {}

    /** Returns when all are done; throws what the first failed with, the others' failures suppressed in it. */
    static void forEach(List<String> ids, Work work) throws IOException {
        if (ids.size() == 1) {
            work.on(ids.getFirst());
            return;
        }
        var tasks = ids.stream()
                .map(id -> new FutureTask<>(() -> {
                    work.on(id);
                    return id;
                }))
                .toList();
        tasks.forEach(task -> Thread.ofVirtual().name("at-once").start(task));
        IOException failure = null;
        for (var task : tasks) {
            try {
                task.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while containers were changed");
            } catch (ExecutionException e) {
                var cause = new IOException(task.exceptionNow().getMessage(), e);
                if (failure == null) {
                    failure = cause;
                } else {
                    failure.addSuppressed(cause);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
