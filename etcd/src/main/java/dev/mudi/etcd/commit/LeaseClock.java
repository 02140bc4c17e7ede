package dev.mudi.etcd.commit;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.state.LeaseEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When leases end. Renewals are not logged: after a restart each lease has its whole time to live again, as in etcd without
 * checkpoints. Safe for use by any number of threads.
 */
public final class LeaseClock {
    private final InstantSource clock;
    private final Map<Long, Running> running = new ConcurrentHashMap<>();

    /** @param ending whether its end was decided; there is no renewal after that */
    private record Running(long ttlSeconds, Instant deadline, boolean ending) {}

    public LeaseClock(InstantSource clock) {
        this.clock = clock;
    }

    /** Starts the time of a lease. */
    public void start(LeaseEntry lease) {
        running.put(lease.id(), running(lease.ttlSeconds()));
    }

    private Running running(long ttlSeconds) {
        return new Running(ttlSeconds, clock.instant().plusSeconds(ttlSeconds), false);
    }

    public void end(long id) {
        running.remove(id);
    }

    /**
     * Starts the time anew.
     *
     * @return the time to live in seconds
     * @throws EtcdException {@code LEASE_NOT_FOUND}
     */
    public long renew(long id) {
        var renewed = running.computeIfPresent(id, (_, old) -> old.ending ? old : running(old.ttlSeconds));
        if (renewed == null || renewed.ending) {
            throw EtcdException.of(EtcdException.Code.LEASE_NOT_FOUND, "lease " + Long.toHexString(id));
        }
        return renewed.ttlSeconds;
    }

    /** What is left of a lease, in whole seconds and not less than 0; empty when there is no such lease. */
    public OptionalLong remaining(long id) {
        var lease = running.get(id);
        return lease == null
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(
                        0, Duration.between(clock.instant(), lease.deadline).toSeconds()));
    }

    /** Decides the end of up to so many leases whose time is over, and answers them. */
    public List<Long> takeDue(int most) {
        var now = clock.instant();
        var due = running.entrySet().stream()
                .filter(entry -> !entry.getValue().deadline.isAfter(now))
                .map(Map.Entry::getKey)
                .limit(most)
                .toList();
        return due.stream().filter(id -> decideEnd(id, now)).toList();
    }

    private boolean decideEnd(long id, Instant now) {
        var decided = running.computeIfPresent(
                id, (_, old) -> old.deadline.isAfter(now) ? old : new Running(old.ttlSeconds, old.deadline, true));
        return decided != null && decided.ending;
    }
}
