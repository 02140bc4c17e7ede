package dev.mudi.client;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes keys from a queue and has a reconciler work on them, on so many virtual threads. A failure is logged once and
 * the key comes again after its back-off. Thread-safe.
 */
public final class ReconcileLoop<K> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReconcileLoop.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    /** Hears of each reconciliation, for metrics; must not block. */
    @FunctionalInterface
    public interface Observer {
        Observer NONE = (loop, took, succeeded) -> {};

        void reconciled(String loop, Duration took, boolean succeeded);
    }

    private final WorkQueue<K> queue;
    private final Reconciler<K> reconciler;
    private final Clock clock;
    private final Observer observer;
    private final List<Thread> workers = new ArrayList<>(); // guarded by this

    /** A loop over the queue, which the loop closes with itself. */
    public ReconcileLoop(WorkQueue<K> queue, Reconciler<K> reconciler, Clock clock, Observer observer) {
        this.queue = queue;
        this.reconciler = reconciler;
        this.clock = clock;
        this.observer = observer;
    }

    public WorkQueue<K> queue() {
        return queue;
    }

    /** Starts so many workers. */
    public synchronized void start(int count) {
        for (int i = 0; i < count; i++) {
            workers.add(
                    Thread.ofVirtual().name(queue.name() + "-" + workers.size()).start(this::work));
        }
    }

    private void work() {
        try {
            for (var key = queue.take(); key.isPresent(); key = queue.take()) {
                reconcile(key.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /**
     * Works in the calling thread until no key is ready; for a single-threaded simulation.
     *
     * @return how many keys were worked on
     */
    public int runReady() throws InterruptedException {
        int count = 0;
        for (var key = queue.poll(); key.isPresent(); key = queue.poll()) {
            reconcile(key.get());
            count++;
        }
        return count;
    }

    private void reconcile(K key) throws InterruptedException {
        var started = clock.instant();
        boolean succeeded = false;
        try {
            var result = reconciler.reconcile(key);
            succeeded = true;
            next(key, result);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failed(key, e);
        } finally {
            queue.done(key);
            observer.reconciled(queue.name(), Duration.between(started, clock.instant()), succeeded);
        }
    }

    private void next(K key, Reconciler.Result result) {
        switch (result) {
            case Reconciler.Result.Done _ -> queue.forget(key);
            case Reconciler.Result.After(Duration delay) -> {
                queue.forget(key);
                queue.addAfter(key, delay);
            }
            case Reconciler.Result.Retry _ -> queue.addRateLimited(key);
        }
    }

    private void failed(K key, Exception cause) {
        queue.addRateLimited(key);
        if (cause instanceof KubernetesClientException refusal
                && (Refusals.isConflict(refusal) || Refusals.isNotFound(refusal))) {
            // The cache was a little old: no news for anybody, the next attempt sees the new object.
            LOG.atDebug()
                    .addKeyValue("loop", queue.name())
                    .addKeyValue("key", key)
                    .log("the cache was behind: {}", Refusals.message(cause));
            return;
        }
        LOG.atWarn()
                .setCause(cause instanceof KubernetesClientException ? null : cause)
                .addKeyValue("loop", queue.name())
                .addKeyValue("key", key)
                .addKeyValue("retries", queue.retries(key))
                .log("reconciling failed, trying again: {}", Refusals.message(cause));
    }

    /** Closes the queue and waits for the workers; after 5 s interrupts those that are left. */
    @Override
    public synchronized void close() {
        queue.close();
        try {
            if (!queue.awaitIdle(CLOSE_WAIT)) {
                workers.forEach(Thread::interrupt);
            }
            for (var worker : workers) {
                if (!worker.join(CLOSE_WAIT)) {
                    LOG.atWarn().addKeyValue("loop", queue.name()).log("a worker did not end within {}", CLOSE_WAIT);
                }
            }
        } catch (InterruptedException e) {
            workers.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
    }
}
