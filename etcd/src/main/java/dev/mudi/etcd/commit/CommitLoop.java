package dev.mudi.etcd.commit;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.StoreTimings;
import dev.mudi.etcd.log.Log;
import dev.mudi.etcd.log.RecordBuffer;
import dev.mudi.etcd.state.Alarms;
import dev.mudi.etcd.state.State;
import dev.mudi.etcd.state.StateEdit;
import dev.mudi.etcd.watch.WatchHub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: one thread runs everything that is queued, makes it durable with one append, publishes and answers. Any
 * thread may propose; at most {@value #QUEUE} proposals wait, further proposers wait to get into the queue.
 */
public final class CommitLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLoop.class);
    private static final int QUEUE = 4096;
    /** A batch is not made larger than this, so that one fsync stays short. */
    private static final int BATCH_BYTES = 4 << 20;

    private static final int BUFFER = 1 << 20;
    /** Of the only member there is. */
    private static final Alarms.Alarm NO_SPACE = new Alarms.Alarm(Alarms.Kind.NOSPACE, 0);

    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE);
    private final RecordBuffer buffer = new RecordBuffer(BUFFER);
    private final Log log;
    private final WatchHub hub;
    private final Sequel sequel;
    private final Quota quota;
    private final StoreTimings timings;
    private final Thread thread;

    /** Whether the last append failed; the loop's alone. */
    private boolean failing;

    private volatile boolean closing;
    private volatile boolean ended;

    /** What else happens to a batch when it is durable and its watchers were told; on the loop's thread, so it must be quick. */
    public interface Sequel {
        /**
         * @param edit the batch
         * @param state the state it led to
         * @param sequence of its frame
         * @param bytes of its frame
         */
        void committed(StateEdit edit, State state, long sequence, int bytes);
    }

    /** @param timings where it is written down how long the loop takes */
    public CommitLoop(Log log, WatchHub hub, Sequel sequel, Quota quota, StoreTimings timings) {
        this.log = log;
        this.hub = hub;
        this.sequel = sequel;
        this.quota = quota;
        this.timings = timings;
        this.thread = Thread.ofPlatform().name("etcd-commit").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /**
     * Proposes, and waits for the answer.
     *
     * @throws EtcdException the refusal; {@code NO_SPACE} when the quota is used up or the disk is full, {@code TIMEOUT}
     *     when the disk failed so that the outcome is not known, {@code STOPPED}
     */
    public Object propose(Proposal proposal) {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("a watch listener must not write to the store");
        }
        var pending = new Pending(proposal);
        if (closing) {
            throw stopped();
        }
        enqueue(pending);
        if (ended && queue.remove(pending)) {
            throw stopped();
        }
        return pending.await();
    }

    /**
     * Proposes without waiting. The loop's thread gives the answer, and must not be kept by whoever takes it.
     *
     * @return the answer or the refusal to come; empty when there is no room for now, so that one has to wait
     * @throws EtcdException {@code STOPPED}
     */
    public Optional<CompletableFuture<Object>> submit(Proposal proposal) {
        var answer = new CompletableFuture<Object>();
        var pending = new Pending(proposal, answer);
        if (closing) {
            throw stopped();
        }
        if (!queue.offer(pending)) {
            return Optional.empty();
        }
        if (ended && queue.remove(pending)) {
            throw stopped();
        }
        return Optional.of(answer);
    }

    private void enqueue(Pending pending) {
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(pending);
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var batch = new ArrayList<Pending>();
        try {
            while (!closing || !queue.isEmpty()) {
                batch.clear();
                batch.add(queue.take());
                queue.drainTo(batch);
                commit(batch);
            }
        } catch (InterruptedException e) {
            LOG.atWarn()
                    .setMessage("the commit loop was interrupted; the store has stopped")
                    .log();
        } catch (RuntimeException | Error e) {
            LOG.atError()
                    .setMessage("the commit loop failed; the store has stopped")
                    .setCause(e)
                    .log();
        } finally {
            closing = true;
            ended = true;
            queue.drainTo(batch);
            batch.forEach(pending -> pending.fail(stopped()));
        }
    }

    /** Commits everything taken, in as many steps as {@link #BATCH_BYTES} and compactions ask for. */
    private void commit(List<Pending> taken) {
        int from = 0;
        while (from < taken.size()) {
            from = commitSome(taken, from);
        }
    }

    /** Commits from the index on; answers the index of the first that was left. */
    private int commitSome(List<Pending> taken, int from) {
        long begin = System.nanoTime();
        var edit = hub.published().edit();
        Log.start(buffer);
        int end = from;
        try {
            while (end < taken.size() && (end == from || mayJoin(taken.get(end)))) {
                run(taken.get(end), edit);
                end++;
            }
        } catch (RuntimeException e) {
            LOG.atError()
                    .setMessage("a batch failed and was given up")
                    .setCause(e)
                    .log();
            var refusal = EtcdException.of(Code.CORRUPT, "the batch was given up: " + e);
            return answer(taken, from, end + 1, refusal);
        }
        try {
            finish(edit);
        } catch (Log.AppendException e) {
            return answer(taken, from, end, refusal(e));
        }
        taken.subList(from, end).forEach(Pending::complete);
        timings.commit().observeNanos(System.nanoTime() - begin);
        return end;
    }

    private static int answer(List<Pending> taken, int from, int end, EtcdException refusal) {
        taken.subList(from, end).forEach(pending -> pending.fail(refusal));
        return end;
    }

    /** A compaction begins its batch, so that the revisions of a batch are never among those it forgets. */
    private boolean mayJoin(Pending pending) {
        return buffer.length() < BATCH_BYTES && !(pending.proposal() instanceof Proposal.Compact);
    }

    private void run(Pending pending, StateEdit edit) {
        int done = edit.effects().size();
        try {
            requireSpace(pending.proposal(), edit);
            pending.draft(Execution.run(pending.proposal(), edit));
        } catch (EtcdException refusal) {
            pending.draft(refusal);
        }
        for (int i = done; i < edit.effects().size(); i++) {
            EffectCodec.encode(edit.effects().get(i), buffer);
        }
    }

    /** What does not fit raises the alarm, which stands until someone takes it off. */
    private void requireSpace(Proposal proposal, StateEdit edit) {
        if (proposal.isPut() && !quota.hasRoom(edit.footprint(), Weights.of(proposal))) {
            if (!Alarms.stands(edit.settings(), NO_SPACE)) {
                edit.configure(-1, List.of(Alarms.raise(NO_SPACE)));
            }
            throw EtcdException.of(Code.NO_SPACE, "the store has used up its quota");
        }
    }

    private void finish(StateEdit edit) throws Log.AppendException {
        int bytes = edit.effects().isEmpty() ? 0 : buffer.length();
        if (bytes > 0) {
            long begin = System.nanoTime();
            log.append(buffer);
            timings.logSync().observeNanos(System.nanoTime() - begin);
            if (failing) {
                LOG.atInfo().setMessage("the log can be written again").log();
            }
            failing = false;
        }
        var state = edit.seal();
        hub.publish(state);
        sequel.committed(edit, state, log.lastSequence(), bytes);
    }

    private EtcdException refusal(Log.AppendException e) {
        if (!failing) {
            LOG.atError()
                    .setMessage("the log cannot be written; writes are refused until it can")
                    .addKeyValue("cause", e.getMessage())
                    .log();
        }
        failing = true;
        return e.isCertain()
                ? EtcdException.of(Code.NO_SPACE, "the log cannot be written: " + e.getMessage())
                : EtcdException.of(Code.TIMEOUT, "the disk failed: " + e.getMessage());
    }

    private static EtcdException stopped() {
        return EtcdException.of(Code.STOPPED);
    }

    /** Commits what is queued and ends. */
    @Override
    public void close() throws IOException {
        closing = true;
        // Wakes the loop; when it has ended already there is nothing to wake.
        if (thread.isAlive()) {
            queue.offer(new Pending(new Proposal.Barrier()));
        }
        Threads.join(thread);
        log.close();
    }
}
