package dev.mudi.etcd.commit;

import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.state.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is due by the clock: the end of leases, and compaction of what is older than the retention. For one thread. */
public final class Agenda {
    private static final int LEASES_AT_ONCE = 1000;
    /** Into how many steps the retention is cut: so much less than a tenth more than asked for is retained. */
    private static final int STEPS = 10;

    private final InstantSource clock;
    private final LeaseClock leases;
    private final Duration retain;
    /** How many revisions stay readable at most; 0 for all. */
    private final long retainRevisions;
    /** How many bytes the versions of these revisions may have together; 0 for any number. */
    private final long retainBytes;
    /** What the revision was, the oldest first; at most {@code STEPS + 1} of them. */
    private final Deque<Mark> marks = new ArrayDeque<>();

    private record Mark(Instant time, long revision) {}

    public Agenda(InstantSource clock, LeaseClock leases, EtcdOptions.Retention retention) {
        this.clock = clock;
        this.leases = leases;
        this.retain = retention.time();
        this.retainRevisions = retention.revisions();
        this.retainBytes = retention.bytes();
    }

    /** What to propose now. A lease whose end is due is among it once, and can no longer be renewed. */
    public List<Proposal> due(State newest) {
        var due = new ArrayList<Proposal>();
        for (var id : leases.takeDue(LEASES_AT_ONCE)) {
            due.add(new Proposal.LeaseRevoke(id));
        }
        long revision = revisionToCompact(newest);
        if (revision > newest.compactedRevision()) {
            due.add(new Proposal.Compact(revision));
        }
        return due;
    }

    /** How many revisions stay readable at most; 0 for all. */
    private long affordable(State state) {
        if (retainBytes == 0) {
            return retainRevisions;
        }
        long versions = state.revision() - state.compactedRevision() + state.keyCount();
        long mean = Math.max(1, state.bytes() / Math.max(1, versions));
        long byBytes = Math.max(1, retainBytes / mean);
        return retainRevisions == 0 ? byBytes : Math.min(retainRevisions, byBytes);
    }

    private long revisionToCompact(State state) {
        var now = clock.instant();
        long most = affordable(state);
        long byNumber = most == 0 ? 0 : state.revision() - most;
        // Compacting for every single revision over the number would cost more than it gives.
        long due = byNumber - state.compactedRevision() > most / STEPS ? byNumber : 0;
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
}
