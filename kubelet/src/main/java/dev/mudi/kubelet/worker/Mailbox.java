package dev.mudi.kubelet.worker;

import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What a pod's worker is told, of which only the newest counts: the pod as it should be, whether the API still has it,
 * whether it has to end, and that something has changed. Safe for many threads; one of them, the worker, waits.
 */
final class Mailbox {

    /** Times may be as far off as {@link Instant#MAX}. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private Pod pod;
    private boolean gone;
    private Optional<Ending> eviction = Optional.empty();
    private boolean changed = true;
    private boolean closed;

    Mailbox(Pod pod, InstantSource clock) {
        this.pod = pod;
        this.clock = clock;
    }

    /** The pod as the API has it now. */
    void update(Pod newest) {
        tell(() -> pod = newest);
    }

    /** The API has the pod no more; this was its last state. */
    void gone(Pod last) {
        tell(() -> {
            pod = last;
            gone = true;
        });
    }

    /** The node wants the pod to end. */
    void evict(Ending ending) {
        tell(() -> eviction = eviction.or(() -> Optional.of(ending)));
    }

    /** Something about the pod's containers has changed. */
    void wake() {
        tell(() -> {});
    }

    /** The node agent stops: the worker is to leave the pod as it is. */
    void close() {
        tell(() -> closed = true);
    }

    private void tell(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Pod pod() {
        lock.lock();
        try {
            return pod;
        } finally {
            lock.unlock();
        }
    }

    boolean isGone() {
        lock.lock();
        try {
            return gone;
        } finally {
            lock.unlock();
        }
    }

    Optional<Ending> eviction() {
        lock.lock();
        try {
            return eviction;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the pod has to end, whatever its containers do. */
    boolean mustEnd() {
        lock.lock();
        try {
            return gone || eviction.isPresent() || PodSpecs.isDeleting(pod);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for news, but not past a time. News from before the call count.
     *
     * @throws InterruptedException also when the node agent stops
     */
    void await(Instant latest) throws InterruptedException {
        lock.lock();
        try {
            if (closed) {
                throw new InterruptedException("the node agent stops");
            }
            while (!changed) {
                var now = clock.instant();
                if (!latest.isAfter(now)) {
                    return;
                }
                var end = latest.isBefore(now.plus(LONGEST_WAIT)) ? latest : now.plus(LONGEST_WAIT);
                news.awaitNanos(Duration.between(now, end).toNanos());
            }
        } finally {
            changed = false;
            lock.unlock();
        }
    }

    /**
     * Waits until something is done or the pod has to end; whoever does it must {@link #wake} this. What else is told
     * meanwhile stays news.
     *
     * @return whether it is done
     */
    boolean awaitDone(BooleanSupplier done) throws InterruptedException {
        lock.lock();
        try {
            while (!done.getAsBoolean()) {
                if (closed || gone || eviction.isPresent() || PodSpecs.isDeleting(pod)) {
                    return false;
                }
                // A bound, because the last word of a thread that is done comes just before it is.
                if (!news.await(50, TimeUnit.MILLISECONDS) && done.getAsBoolean()) {
                    return true;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
