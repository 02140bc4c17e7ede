package dev.mudi.etcd.replication;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.commit.Agenda;
import dev.mudi.etcd.commit.CommitLoop;
import dev.mudi.etcd.commit.LeaseClock;
import dev.mudi.etcd.commit.Proposal;
import dev.mudi.etcd.commit.Quota;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.commit.Weights;
import dev.mudi.etcd.state.Alarms;
import dev.mudi.etcd.state.Compaction;
import dev.mudi.etcd.state.Effect;
import dev.mudi.etcd.state.LeaseEntry;
import dev.mudi.etcd.state.State;
import dev.mudi.etcd.state.StateEdit;
import dev.mudi.etcd.watch.WatchHub;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One member's copy of the store. It has no thread and does no I/O: what happens in it happens when the log tells something,
 * someone asks, or {@link #tick} is called. Safe for several threads; futures are completed on any of them.
 */
public final class Replica implements LogListener {
    private final ReplicaOptions options;
    private final Quota quota;
    private final OrderedLog log;
    private final CommitLoop.Sequel sequel;
    private final WatchHub hub = new WatchHub(State.empty());
    private final LeaseClock leaseClock;

    /** Held while the machine makes a step, and not while anyone is called but watchers. */
    private final ReentrantLock steps = new ReentrantLock();
    /** Held for moments: the fields below. */
    private final ReentrantLock desk = new ReentrantLock();

    private final Outbox outbox;
    private final Reads reads = new Reads();
    private final Questions questions = new Questions();
    private Agenda agenda;
    private boolean leading;
    private boolean stopped;
    /** Whether something was let in that this member has no room for. */
    private volatile boolean overfull;

    private volatile CompletableFuture<Object> alarm = CompletableFuture.completedFuture(true);

    private volatile Machine machine = Machine.empty();

    /** @param sequel what else happens after each step, quickly: upkeep */
    public Replica(ReplicaOptions options, OrderedLog log, CommitLoop.Sequel sequel) {
        this.options = options;
        this.quota = Quota.of(options.quotaBytes());
        this.log = log;
        this.sequel = sequel;
        this.leaseClock = new LeaseClock(options.clock());
        this.outbox = new Outbox(options.proposer(), log);
        this.agenda = newAgenda();
    }

    private Agenda newAgenda() {
        return new Agenda(options.clock(), leaseClock, options.retention());
    }

    /** How far this member is. */
    public Machine machine() {
        return machine;
    }

    /** The watches on this member, and the newest state they were told of. */
    public WatchHub hub() {
        return hub;
    }

    /**
     * Proposes something.
     *
     * @return what {@link Proposal} says; fails with {@link EtcdException}: a refusal, or {@code TIMEOUT} when the outcome is
     *     unknown
     */
    public CompletableFuture<Object> propose(Proposal proposal) {
        return proposal.isPut() && !quota.hasRoom(machine.state().footprint(), Weights.of(proposal))
                ? raiseNoSpace().handle((_, _) -> {
                    throw EtcdException.of(Code.NO_SPACE);
                })
                : enqueue(proposal);
    }

    private CompletableFuture<Object> enqueue(Proposal proposal) {
        var answer = new CompletableFuture<Object>();
        var deadline = options.clock().instant().plus(options.patience());
        desk.lock();
        try {
            if (stopped) {
                return CompletableFuture.failedFuture(EtcdException.of(Code.STOPPED));
            }
            outbox.add(new Request(proposal, deadline, answer));
        } finally {
            desk.unlock();
        }
        flush();
        return answer;
    }

    /** A state that has everything that was acknowledged by any member before the call. */
    public CompletableFuture<State> read() {
        var answer = new CompletableFuture<State>();
        var deadline = options.clock().instant().plus(options.patience());
        desk.lock();
        try {
            if (stopped) {
                return CompletableFuture.failedFuture(EtcdException.of(Code.STOPPED));
            }
            reads.add(new Reads.Read(deadline, answer));
        } finally {
            desk.unlock();
        }
        flush();
        return answer;
    }

    /** Sends what may be sent. */
    private void flush() {
        List<Entry> entries;
        List<Questions.Asked> asked;
        long round;
        desk.lock();
        try {
            boolean mayAsk = !stopped && log.leadership().isKnown();
            entries = stopped ? List.of() : outbox.take();
            asked = mayAsk ? questions.take() : List.of();
            round = mayAsk ? reads.ask(options.clock().instant()) : Reads.NO_ROUND;
        } finally {
            desk.unlock();
        }
        for (var entry : entries) {
            var _ = log.propose(entry.encode()).whenComplete((_, failure) -> proposed(entry, failure));
        }
        asked.forEach(this::askLeader);
        if (round != Reads.NO_ROUND) {
            var _ = log.readIndex().whenComplete((index, failure) -> indexRead(round, index, failure));
        }
    }

    private void proposed(Entry entry, @Nullable Throwable failure) {
        if (failure instanceof NotProposedException
                || (failure != null && failure.getCause() instanceof NotProposedException)) {
            desk.lock();
            try {
                outbox.notProposed(entry.sequence());
            } finally {
                desk.unlock();
            }
        }
    }

    private void indexRead(long round, @Nullable Long index, @Nullable Throwable failure) {
        desk.lock();
        try {
            if (index != null) {
                reads.answered(round, index);
            } else {
                reads.failed(round);
            }
        } finally {
            desk.unlock();
        }
        if (failure == null) {
            release();
            flush();
        }
    }

    /** Lets those read who waited for what is applied by now. */
    private void release() {
        List<Reads.Read> ready;
        desk.lock();
        try {
            ready = reads.ready(machine.index());
        } finally {
            desk.unlock();
        }
        ready.forEach(read -> read.answer().complete(hub.visible()));
    }

    @Override
    public void apply(long index, long term, Bytes bytes) {
        var entry = Entry.decode(bytes);
        List<Object> answers;
        steps.lock();
        try {
            var step = machine.apply(index, term, entry);
            answers = step.answers();
            overfull |= quota.isOverrun(
                    machine.state().footprint(), step.machine().state().footprint());
            follow(step.edit());
            hub.publish(step.machine().state());
            machine = step.machine();
            sequel.committed(step.edit(), step.machine().state(), index, bytes.length());
        } finally {
            steps.unlock();
        }
        desk.lock();
        try {
            outbox.applied(entry, answers);
            outbox.reached(term);
        } finally {
            desk.unlock();
        }
        release();
        flush();
    }

    private void follow(StateEdit edit) {
        for (var effect : edit.effects()) {
            switch (effect) {
                case Effect.LeaseGranted(var id, var ttl) -> leaseClock.start(new LeaseEntry(id, ttl));
                case Effect.LeaseRevoked(var id) -> leaseClock.end(id);
                case Effect.Write _, Effect.Compacted _, Effect.AuthChanged _, Effect.Configured _ -> {}
            }
        }
    }

    @Override
    public void advance(long index, long term) {
        steps.lock();
        try {
            machine = machine.advance(index, term);
        } finally {
            steps.unlock();
        }
        desk.lock();
        try {
            outbox.reached(term);
        } finally {
            desk.unlock();
        }
        release();
        flush();
    }

    @Override
    public void install(SnapshotCodec.Content snapshot, long term) {
        steps.lock();
        try {
            machine.state().leases().forEach(lease -> leaseClock.end(lease.id()));
            snapshot.state().leases().forEach(leaseClock::start);
            hub.replace(snapshot.state());
            machine = new Machine(snapshot.sequence(), term, snapshot.state());
        } finally {
            steps.unlock();
        }
        desk.lock();
        try {
            outbox.jumped();
        } finally {
            desk.unlock();
        }
        release();
    }

    /** Takes out what a compaction found to be dead; it changes no answer. */
    public void prune(Compaction.Trimmed trimmed) {
        steps.lock();
        try {
            var edit = machine.state().edit();
            edit.prune(trimmed);
            var tidied = edit.seal();
            hub.publish(tidied);
            machine = machine.with(tidied);
        } finally {
            steps.unlock();
        }
    }

    @Override
    public void leadershipChanged(Leadership leadership) {
        desk.lock();
        try {
            if (leadership.own() && !leading) {
                // What the leader before had heard of renewals is lost with it: each lease gets its whole time again.
                machine.state().leases().forEach(leaseClock::start);
                agenda = newAgenda();
            }
            leading = leadership.own();
            reads.askAnew();
            questions.askAnew();
        } finally {
            desk.unlock();
        }
        flush();
    }

    /** To be called a few times a second: proposes what is due, gives up on what takes too long, asks again. */
    public void tick() {
        List<Proposal> due;
        desk.lock();
        try {
            var now = options.clock().instant();
            outbox.expire(now);
            reads.expire(now);
            questions.expire(now);
            due = leading ? agenda.due(machine.state()) : List.of();
        } finally {
            desk.unlock();
        }
        // What is refused or lost is due again at a later tick.
        due.forEach(proposal -> propose(proposal).exceptionally(_ -> false));
        checkQuota();
        flush();
    }

    /** This member's quota may be smaller than that of who let something in. */
    private void checkQuota() {
        if (overfull && log.leadership().isKnown()) {
            var _ = raiseNoSpace();
        }
    }

    /** The alarm stands until someone takes it off, whatever becomes of the quota. */
    private CompletableFuture<Object> raiseNoSpace() {
        var own = new Alarms.Alarm(Alarms.Kind.NOSPACE, options.member());
        if (Alarms.stands(machine.state().settings(), own)) {
            overfull = false;
            return CompletableFuture.completedFuture(true);
        }
        var raising = alarm;
        if (raising.isDone()) {
            raising = enqueue(new Proposal.Configure(-1, List.of(Alarms.raise(own))))
                    .exceptionally(_ -> false);
            alarm = raising;
        }
        return raising;
    }

    /**
     * Starts the time of a lease anew, at the leader.
     *
     * @return the time to live in seconds; -1 when there is no such lease; fails when there is no leader for too long
     */
    public CompletableFuture<Long> renew(long lease) {
        return ask(Question.renew(lease)).thenApply(Question::readSeconds);
    }

    /** What is left of a lease in seconds, as the leader sees it; -1 when there is no such lease. */
    public CompletableFuture<Long> remaining(long lease) {
        return ask(Question.remaining(lease)).thenApply(Question::readSeconds);
    }

    private CompletableFuture<Bytes> ask(Bytes question) {
        var answer = new CompletableFuture<Bytes>();
        var deadline = options.clock().instant().plus(options.patience());
        desk.lock();
        try {
            if (stopped) {
                return CompletableFuture.failedFuture(EtcdException.of(Code.STOPPED));
            }
            questions.add(new Questions.Asked(question, deadline, answer));
        } finally {
            desk.unlock();
        }
        flush();
        return answer;
    }

    private void askLeader(Questions.Asked asked) {
        var answering = log.leadership().own() ? answer(asked.question()) : log.askLeader(asked.question());
        var _ = answering.whenComplete((answer, failure) -> {
            desk.lock();
            try {
                if (failure == null) {
                    questions.answered(asked);
                } else {
                    // At the next tick, or when another leads.
                    questions.failed(asked);
                }
            } finally {
                desk.unlock();
            }
            if (failure == null) {
                asked.answer().complete(answer);
            }
        });
    }

    /** Answers only when it is certain that this member still leads. */
    @Override
    public CompletableFuture<Bytes> answer(Bytes question) {
        if (!log.leadership().own()) {
            return CompletableFuture.failedFuture(EtcdException.of(Code.NOT_LEADER));
        }
        return read().thenApply(_ -> Question.answer(question, leaseClock));
    }

    /** Gives nothing out any more, ends the watches, refuses everyone who waits. */
    public void stop() {
        desk.lock();
        try {
            stopped = true;
            outbox.stop();
            reads.stop();
            questions.stop();
        } finally {
            desk.unlock();
        }
        hub.close();
    }
}
