package dev.mudi.etcd.commit;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.state.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proposes what is due by the clock: the end of leases, and compaction of what is older than the retention. Looks twice a
 * second; what "due" means is the injected clock's.
 */
public final class Timekeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timekeeper.class);
    private static final long TICK_MILLIS = 500;
    private static final int LEASES_A_TICK = 1000;
    /** Into how many steps the retention is cut: so much less than a tenth more than asked for is retained. */
    private static final int STEPS = 10;

    private final InstantSource clock;
    private final Supplier<State> newest;
    private final LeaseClock leases;
    private final CommitLoop loop;
    private final Duration retain;
    /** How many revisions stay readable at most; 0 for all. */
    private final long retainRevisions;

    private final Thread thread;
    /** What the revision was, the oldest first; at most {@code STEPS + 1} of them. The thread's own. */
    private final Deque<Mark> marks = new ArrayDeque<>();

    private final CountDownLatch closing = new CountDownLatch(1);

    private record Mark(Instant time, long revision) {}

    public Timekeeper(
            InstantSource clock,
            Supplier<State> newest,
            LeaseClock leases,
            CommitLoop loop,
            EtcdOptions.Retention retention) {
        this.clock = clock;
        this.newest = newest;
        this.leases = leases;
        this.loop = loop;
        this.retain = retention.time();
        this.retainRevisions = retention.revisions();
        this.thread = Thread.ofPlatform().name("etcd-timekeeper").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                tick();
            } while (!closing.await(TICK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.atWarn()
                    .setMessage("the timekeeper was interrupted; leases no longer end")
                    .log();
        }
    }

    private void tick() {
        for (var id : leases.takeDue(LEASES_A_TICK)) {
            propose(new Proposal.LeaseRevoke(id));
        }
        long revision = revisionToCompact();
        if (revision > newest.get().compactedRevision()) {
            propose(new Proposal.Compact(revision));
        }
    }

    private long revisionToCompact() {
        var now = clock.instant();
        var state = newest.get();
        long byNumber = retainRevisions == 0 ? 0 : state.revision() - retainRevisions;
        // Compacting for every single revision over the number would cost more than it gives.
        long due = byNumber - state.compactedRevision() > retainRevisions / STEPS ? byNumber : 0;
        if (retain.isZero()) {
            return due;
        }
        var last = marks.peekLast();
        if (last == null || !now.isBefore(last.time.plus(retain.dividedBy(STEPS)))) {
            marks.addLast(new Mark(now, state.revision()));
        }
        @Nullable Mark oldEnough = null;
        for (var mark = marks.peekFirst();
                mark != null && !mark.time.plus(retain).isAfter(now);
                mark = marks.peekFirst()) {
            oldEnough = marks.removeFirst();
        }
        return oldEnough == null ? due : Math.max(due, oldEnough.revision);
    }

    /** What is refused now is due again at the next tick. */
    private void propose(Proposal proposal) {
        try {
            loop.propose(proposal);
        } catch (EtcdException e) {
            LOG.atDebug()
                    .setMessage("a proposal by the clock was refused")
                    .addKeyValue("proposal", proposal)
                    .addKeyValue("cause", e.getMessage())
                    .log();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        Threads.join(thread);
    }
}
