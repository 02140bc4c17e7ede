package dev.mudi.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that wait to be worked on. A key stands in the queue at most once; one that is added while it is being worked on
 * comes again when that is {@linkplain #done done}, so no key is ever worked on twice at the same time (client-go's
 * {@code util/workqueue}).
 *
 * <p>Bounded by the number of different keys; a queue that grows past 10,000 and every tenfold of it says so in the log.
 * Thread-safe. Has no thread: whoever takes also waits for the delayed keys.
 */
public final class WorkQueue<K> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final int FIRST_WARNING = 10_000;

    /** client-go's ItemExponentialFailureRateLimiter: 5 ms, doubling with each failure, at most 1000 s. */
    private static final Duration FIRST_DELAY = Duration.ofMillis(5);

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(1000);

    private record Delayed<K>(Instant at, long order, K key) {}

    private final String name;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<K> ready = new ArrayDeque<>();
    private final Set<K> dirty =
            new HashSet<>(); // wait to be worked on: those in ready, and those added while processing
    private final Set<K> processing = new HashSet<>();
    private final Map<K, Integer> failures = new HashMap<>();
    private final Map<K, Instant> delayed = new HashMap<>(); // the earliest time of each key in timeline
    private final PriorityQueue<Delayed<K>> timeline = new PriorityQueue<>(
            Comparator.<Delayed<K>, Instant>comparing(Delayed::at).thenComparingLong(Delayed::order));
    private long added;
    private int warnAt = FIRST_WARNING;
    private boolean shutDown;

    /**
     * @param name for logs and metrics, such as {@code deployment}
     * @param clock what delays are measured with
     */
    public WorkQueue(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    public String name() {
        return name;
    }

    /** Adds the key, unless it waits already or the queue is shut down. */
    public void add(K key) {
        lock.lock();
        try {
            addLocked(key);
        } finally {
            lock.unlock();
        }
    }

    private void addLocked(K key) {
        if (shutDown || !dirty.add(key) || processing.contains(key)) {
            return;
        }
        ready.add(key);
        changed.signal();
        if (ready.size() > warnAt) {
            LOG.atWarn().addKeyValue("queue", name).log("{} keys are waiting: the workers don't keep up", ready.size());
            warnAt *= 10;
        }
    }

    /** Adds the key when the delay is over; of several delays for one key the shortest counts. */
    public void addAfter(K key, Duration delay) {
        lock.lock();
        try {
            if (shutDown) {
                return;
            }
            if (delay.isNegative() || delay.isZero()) {
                addLocked(key);
                return;
            }
            var at = clock.instant().plus(delay);
            var earlier = delayed.get(key);
            if (earlier != null && !earlier.isAfter(at)) {
                return;
            }
            delayed.put(key, at);
            timeline.add(new Delayed<>(at, added++, key));
            changed.signalAll(); // the taker that waits for the timeline may have to wait less
        } finally {
            lock.unlock();
        }
    }

    /** Adds the key after a delay that doubles with each call until the key is {@linkplain #forget forgotten}. */
    public void addRateLimited(K key) {
        lock.lock();
        try {
            var failed = failures.merge(key, 1, Integer::sum) - 1;
            addAfter(key, backOff(failed));
        } finally {
            lock.unlock();
        }
    }

    /** The delay after so many earlier failures. */
    static Duration backOff(int failed) {
        // 5 ms * 2^18 is past 1000 s already
        var nanos = FIRST_DELAY.toNanos() << Math.min(failed, 18);
        return nanos > LONGEST_DELAY.toNanos() ? LONGEST_DELAY : Duration.ofNanos(nanos);
    }

    /** The key succeeded: its next failure counts as the first. */
    public void forget(K key) {
        lock.lock();
        try {
            failures.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /** How often the key was added rate-limited since it was last forgotten. */
    public int retries(K key) {
        lock.lock();
        try {
            return failures.getOrDefault(key, 0);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a key and takes it, to be given back by {@link #done}; empty when the queue is shut down. */
    public Optional<K> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!shutDown) {
                var key = pollLocked();
                if (key.isPresent()) {
                    return key;
                }
                var next = timeline.peek();
                if (next == null) {
                    changed.await();
                } else {
                    var wait = Math.max(
                            1, Duration.between(clock.instant(), next.at()).toNanos());
                    changed.awaitNanos(wait);
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a key that is ready at this moment, without waiting; for a single-threaded simulation. */
    public Optional<K> poll() {
        lock.lock();
        try {
            return shutDown ? Optional.empty() : pollLocked();
        } finally {
            lock.unlock();
        }
    }

    private Optional<K> pollLocked() {
        moveDue();
        var key = ready.poll();
        if (key == null) {
            return Optional.empty();
        }
        dirty.remove(key);
        processing.add(key);
        return Optional.of(key);
    }

    private void moveDue() {
        if (timeline.isEmpty()) {
            return;
        }
        var now = clock.instant();
        while (!timeline.isEmpty() && !timeline.element().at().isAfter(now)) {
            var due = timeline.remove();
            if (delayed.remove(due.key(), due.at())) { // else an earlier delay replaced this one
                addLocked(due.key());
            }
        }
    }

    /** The work on a key taken is over; a key added meanwhile becomes ready. */
    public void done(K key) {
        lock.lock();
        try {
            processing.remove(key);
            if (dirty.contains(key) && !shutDown) {
                ready.add(key);
                changed.signal();
            }
            if (shutDown || processing.isEmpty()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many keys are ready. */
    public int size() {
        lock.lock();
        try {
            return ready.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether no key is ready, none is being worked on, and none that failed is to be tried again. */
    public boolean isIdle() {
        lock.lock();
        try {
            return ready.isEmpty() && processing.isEmpty() && failures.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The clock was moved by hand, as tests do: takers look again which delayed keys are due. */
    public void clockMoved() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** When the next delayed key becomes ready, if any waits; for a single-threaded simulation. */
    public Optional<Instant> nextDelayed() {
        lock.lock();
        try {
            return Optional.ofNullable(timeline.peek()).map(Delayed::at);
        } finally {
            lock.unlock();
        }
    }

    /** Shuts the queue down: nothing is added any more, takers get empty. */
    @Override
    public void close() {
        lock.lock();
        try {
            shutDown = true;
            ready.clear();
            dirty.clear();
            timeline.clear();
            delayed.clear();
            failures.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no key is being worked on; false when the time is over. For use after {@link #close}. */
    public boolean awaitIdle(Duration atMost) throws InterruptedException {
        var left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (!processing.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
