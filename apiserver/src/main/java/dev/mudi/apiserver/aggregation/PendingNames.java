package dev.mudi.apiserver.aggregation;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.cache.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of API services that have to be looked at, each once however often it is named meanwhile, by a thread of its own. What could not
 * be written is looked at again a second later. Bounded by the number of API services. Safe for several threads.
 */
final class PendingNames implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PendingNames.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Look look;
    private final Worker worker;
    private volatile boolean closed;

    /** Makes what is there what should be there. */
    @FunctionalInterface
    interface Look {
        /** Looks at a name; a {@link StatusException} says what the server refused. */
        void at(String name);
    }

    /**
     * None yet.
     *
     * @param thread its name, for thread dumps
     */
    PendingNames(String thread, Look look) {
        this.look = look;
        this.worker = new Worker(thread, this::work);
    }

    /** Begins to look; once only. */
    void start() {
        worker.start();
    }

    /** These have to be looked at. */
    void add(Set<String> more) {
        if (names.addAll(more)) {
            worker.wake();
        }
    }

    private void work() {
        while (!closed) {
            if (!pass()) {
                LockSupport.parkNanos(RETRY.toNanos());
            } else if (names.isEmpty()) {
                LockSupport.park(this);
            }
        }
    }

    /** Looks at what is pending, on the caller's thread; false if some of it has to be looked at again. */
    boolean pass() {
        boolean good = true;
        for (var name : List.copyOf(names)) {
            if (closed) {
                return true;
            }
            names.remove(name);
            if (!isSettled(name)) {
                names.add(name);
                good = false;
            }
        }
        return good;
    }

    private boolean isSettled(String name) {
        try {
            look.at(name);
            return true;
        } catch (StatusException refusal) {
            var reason = refusal.status().reason();
            boolean other = reason == Reason.CONFLICT || reason == Reason.NOT_FOUND || reason == Reason.ALREADY_EXISTS;
            if (!other) {
                LOG.atWarn()
                        .addKeyValue("apiservice", name)
                        .addKeyValue("cause", refusal.getMessage())
                        .log("the API service could not be written; it is tried again");
            }
            // What someone else did comes by itself.
            return other;
        }
    }

    /** Looks at nothing more, and ends its thread. Idempotent. */
    @Override
    public void close() {
        closed = true;
        worker.close();
    }
}
