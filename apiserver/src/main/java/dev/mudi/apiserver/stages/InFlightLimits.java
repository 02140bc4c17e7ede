package dev.mudi.apiserver.stages;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.Status;
import dev.mudi.api.status.StatusException;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many requests are answered at a time: reads and writes apart, streams not counted, as upstream's
 * {@code --max-requests-inflight} and {@code --max-mutating-requests-inflight}. More wait their turn, within a bound, for a while; then
 * they are told to come again.
 */
public final class InFlightLimits {
    private static final int WAITING = 10_000;
    private static final int RETRY_AFTER_SECONDS = 1;

    private final Semaphore reads;
    private final Semaphore writes;
    private final int maxReads;
    private final int maxWrites;
    private final Duration patience;

    /**
     * These limits.
     *
     * @param maxReads at least 1; upstream's default is 400
     * @param maxWrites at least 1; upstream's default is 200
     * @param patience how long a request waits for its turn
     */
    public InFlightLimits(int maxReads, int maxWrites, Duration patience) {
        this.reads = new Semaphore(maxReads, true);
        this.writes = new Semaphore(maxWrites, true);
        this.maxReads = maxReads;
        this.maxWrites = maxWrites;
        this.patience = patience;
    }

    /** Upstream's limits. */
    public static InFlightLimits defaults() {
        return new InFlightLimits(400, 200, Duration.ofSeconds(15));
    }

    /** Shows how many requests are under way, and how many wait, by upstream's names. */
    public void register(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("apiserver_current_inflight_requests")
                .help("Requests being answered, streams and masters' left out.")
                .labelNames("request_kind")
                .callback(point -> {
                    point.call(maxReads - reads.availablePermits(), "readOnly");
                    point.call(maxWrites - writes.availablePermits(), "mutating");
                })
                .register(registry);
        GaugeWithCallback.builder()
                .name("apiserver_current_inqueue_requests")
                .help("Requests that wait for their turn.")
                .labelNames("request_kind")
                .callback(point -> {
                    point.call(reads.getQueueLength(), "readOnly");
                    point.call(writes.getQueueLength(), "mutating");
                })
                .register(registry);
    }

    /** Runs something when it is its turn; 429 if that takes too long. */
    void run(boolean readOnly, Runnable action) {
        var permits = readOnly ? reads : writes;
        acquire(permits);
        try {
            action.run();
        } finally {
            permits.release();
        }
    }

    private void acquire(Semaphore permits) {
        if (permits.tryAcquire()) {
            return;
        }
        try {
            if (permits.getQueueLength() < WAITING && permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new StatusException(new Status(
                Reason.TOO_MANY_REQUESTS.code(),
                Reason.TOO_MANY_REQUESTS,
                "Too many requests, please try again later.",
                new Status.Details("", "", "", "", List.of(), RETRY_AFTER_SECONDS)));
    }
}
