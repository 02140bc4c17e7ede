package dev.mudi.client;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a Lease so that of several instances of a component one acts (client-go's {@code tools/leaderelection}).
 *
 * <p>Another's lease is respected until it has not changed for its whole duration, measured from when <em>this</em>
 * instance saw the change, so that clocks that differ do no harm. A holder that could not renew within the deadline stops
 * leading before another may start.
 */
public final class LeaderElection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);
    private static final double JITTER = 1.2;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    /**
     * Which lease, and who asks for it.
     *
     * @param identity different in every instance, such as host name and a UUID
     */
    public record Candidate(String namespace, String lease, String identity) {}

    /** How long a lease holds, how long a holder tries to renew it, and the pause between attempts. */
    public record Timing(Duration lease, Duration renewDeadline, Duration retry) {
        /** Upstream's: 15 s, 10 s, 2 s. */
        public static final Timing DEFAULT =
                new Timing(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

        public Timing {
            if (lease.compareTo(renewDeadline) <= 0 || renewDeadline.toMillis() <= JITTER * retry.toMillis()) {
                throw new IllegalArgumentException("the lease (" + lease + ") must be longer than the renew deadline ("
                        + renewDeadline + "), and that longer than 1.2 times the retry period (" + retry + ")");
            }
        }
    }

    /** What an instance does when it becomes or ceases to be the leader. Called on the election's thread; must not block. */
    public interface Listener {
        void startedLeading();

        void stoppedLeading();
    }

    private final KubernetesClient client;
    private final Candidate candidate;
    private final Timing timing;
    private final Clock clock;
    private final RandomGenerator random;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;
    private @Nullable LeaseSpec observed; // the election's thread alone
    private Instant observedAt = Instant.EPOCH;
    private volatile boolean leading;

    public LeaderElection(
            KubernetesClient client, Candidate candidate, Timing timing, Clock clock, RandomGenerator random) {
        this.client = client;
        this.candidate = candidate;
        this.timing = timing;
        this.clock = clock;
        this.random = random;
    }

    public boolean isLeader() {
        return leading;
    }

    /** Starts to ask for the lease; once. */
    public synchronized void start(Listener listener) {
        if (thread == null) {
            thread = Thread.ofVirtual()
                    .name("leader-election-" + candidate.lease())
                    .start(() -> run(listener));
        }
    }

    private void run(Listener listener) {
        var renewed = clock.instant();
        while (closed.getCount() > 0) {
            var asked = clock.instant(); // the write that others count from comes no earlier, its answer any time later
            if (attempt()) {
                renewed = asked;
                if (!leading) {
                    lead(listener, true);
                }
            } else if (leading && renewed.plus(timing.renewDeadline()).isBefore(clock.instant())) {
                lead(listener, false);
            }
            pause();
        }
        if (leading) {
            lead(listener, false);
            release();
        }
    }

    private void lead(Listener listener, boolean now) {
        leading = now;
        LOG.atInfo()
                .addKeyValue("lease", candidate.namespace() + "/" + candidate.lease())
                .addKeyValue("identity", candidate.identity())
                .log(now ? "started leading" : "stopped leading");
        if (now) {
            listener.startedLeading();
        } else {
            listener.stoppedLeading();
        }
    }

    private void pause() {
        var millis = timing.retry().toMillis() * (1 + random.nextDouble() * (JITTER - 1));
        try {
            closed.await((long) millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed.countDown();
        }
    }

    /** Tries once to take or to renew the lease; whether this instance holds it now. */
    boolean attempt() {
        try {
            var leases = client.leases().inNamespace(candidate.namespace());
            var lease = leases.withName(candidate.lease()).get();
            var now = clock.instant();
            if (lease == null) {
                remember(leases.resource(newLease(now)).create(), now);
                return true;
            }
            if (!lease.getSpec().equals(observed)) {
                remember(lease, now);
            }
            if (isHeldByAnother(lease.getSpec(), now)) {
                return false;
            }
            lease.setSpec(held(lease.getSpec(), now));
            remember(leases.resource(lease).update(), now);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) { // another was faster
                LOG.atWarn()
                        .addKeyValue("lease", candidate.lease())
                        .log("the lease could not be had: {}", Refusals.message(e));
            }
            return false;
        }
    }

    private void remember(Lease lease, Instant now) {
        observed = lease.getSpec();
        observedAt = now;
    }

    private boolean isHeldByAnother(LeaseSpec spec, Instant now) {
        var holder = Objects.requireNonNullElse(spec.getHolderIdentity(), "");
        var seconds = Objects.requireNonNullElse(spec.getLeaseDurationSeconds(), 0);
        return !holder.isEmpty()
                && !holder.equals(candidate.identity())
                && observedAt.plusSeconds(seconds).isAfter(now);
    }

    private Lease newLease(Instant now) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(candidate.namespace())
                .withName(candidate.lease())
                .endMetadata()
                .withSpec(held(new LeaseSpec(), now))
                .build();
    }

    private LeaseSpec held(LeaseSpec before, Instant now) {
        var mine = candidate.identity().equals(before.getHolderIdentity());
        var transitions = Objects.requireNonNullElse(before.getLeaseTransitions(), 0);
        var first = before.getHolderIdentity() == null;
        return new LeaseSpecBuilder(before)
                .withHolderIdentity(candidate.identity())
                .withLeaseDurationSeconds((int) timing.lease().toSeconds())
                .withAcquireTime(mine ? before.getAcquireTime() : Timestamps.zoned(now))
                .withRenewTime(Timestamps.zoned(now))
                .withLeaseTransitions(mine || first ? transitions : transitions + 1)
                .build();
    }

    /** Gives the lease up, so that the next leader need not wait for its end. */
    private void release() {
        try {
            var leases = client.leases().inNamespace(candidate.namespace());
            var lease = leases.withName(candidate.lease()).get();
            if (lease == null || !candidate.identity().equals(lease.getSpec().getHolderIdentity())) {
                return;
            }
            lease.getSpec().setHolderIdentity("");
            lease.getSpec().setLeaseDurationSeconds(1);
            leases.resource(lease).update();
        } catch (KubernetesClientException e) {
            LOG.atDebug()
                    .addKeyValue("lease", candidate.lease())
                    .log("the lease was not released: {}", Refusals.message(e));
        }
    }

    /** Stops leading, gives the lease up and waits for the thread. */
    @Override
    public void close() {
        closed.countDown();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null) {
            return;
        }
        try {
            running.join(CLOSE_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
