package dev.mudi.etcd.commit;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.StoreTimings;
import dev.mudi.etcd.state.Compaction;
import dev.mudi.etcd.state.Footprint;
import dev.mudi.etcd.state.LostValueException;
import dev.mudi.etcd.state.State;
import dev.mudi.etcd.state.StateEdit;
import dev.mudi.etcd.values.Values;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on behind the writes, on one thread: snapshots, after which old segments go, and letting go of compacted
 * versions. The two never overlap, since a snapshot reads the versions that a compaction would cut; nor does the second
 * overlap with a reader that {@linkplain #pin pinned} the versions.
 */
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    /** How many dead keys are taken out in one batch of the commit loop. */
    private static final int PRUNE_CHUNK = 512;

    private final Shelf shelf;
    private final Values values;
    private final long snapshotAfterBytes;
    private final StoreTimings timings = StoreTimings.none();

    /** How much of the log no snapshot has; the commit loop's. */
    private long logged;

    private volatile long snapshotAt;

    // Guarded by this.
    private final Deque<Compaction> compactions = new ArrayDeque<>();
    private SnapshotCodec.@Nullable Content wanted;
    private int pins;
    private boolean trimming;
    private boolean closing;
    private @Nullable Thread thread;
    private @Nullable Thread mover;

    /** Where snapshots go. */
    public interface Shelf {
        /**
         * Writes a snapshot durably, and lets go of what it makes superfluous.
         *
         * @return its size in bytes
         */
        long put(SnapshotCodec.Content content) throws IOException;
    }

    /**
     * @param values goes with this: is told what is committed, begins and ends
     * @param logged how much of the log no snapshot has yet, in bytes
     * @param snapshotAfterBytes how long the log grows at least between two snapshots
     * @param lastSnapshotBytes the size of the last one: the log grows at least half of that, so that writing snapshots
     *     never costs more than twice what the log does
     */
    public Upkeep(Shelf shelf, Values values, long logged, long snapshotAfterBytes, long lastSnapshotBytes) {
        this.shelf = shelf;
        this.values = values;
        this.logged = logged;
        this.snapshotAfterBytes = snapshotAfterBytes;
        this.snapshotAt = Math.max(snapshotAfterBytes, lastSnapshotBytes / 2);
    }

    /** @param pruner to take the dead keys out */
    public synchronized void start(Consumer<Compaction.Trimmed> pruner) {
        thread = Thread.ofPlatform().name("etcd-upkeep").start(() -> run(pruner));
        mover = Thread.ofPlatform().name("etcd-values").start(values::run);
    }

    /** How long the store takes for its work, of which this does the snapshots. */
    public StoreTimings timings() {
        return timings;
    }

    /** To be told of each batch, by the commit loop. */
    public void committed(StateEdit edit, State state, long sequence, int bytes) {
        values.committed(edit, state, bytes);
        logged += bytes;
        boolean snapshotDue = logged >= snapshotAt;
        if (!snapshotDue && edit.compactions().isEmpty()) {
            return;
        }
        synchronized (this) {
            compactions.addAll(edit.compactions());
            if (snapshotDue) {
                logged = 0;
                wanted = new SnapshotCodec.Content(sequence, state);
            }
            notifyAll();
        }
    }

    /** Keeps all versions of the newest state until {@link #unpin}; waits for those being cut already. */
    public synchronized void pin() {
        pins++;
        boolean interrupted = false;
        while (trimming && !closing) {
            try {
                wait();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    public synchronized void unpin() {
        pins--;
        notifyAll();
    }

    private void run(Consumer<Compaction.Trimmed> pruner) {
        try {
            for (var work = awaitWork(); work != null; work = awaitWork()) {
                if (work.snapshot != null) {
                    write(work.snapshot);
                }
                if (work.compaction != null) {
                    trim(work.compaction, pruner);
                    trimmed();
                }
            }
        } catch (InterruptedException e) {
            LOG.atWarn()
                    .setMessage("the upkeep was interrupted and has stopped")
                    .log();
        } catch (EtcdException e) {
            LOG.atDebug()
                    .setMessage("the upkeep ends with the store")
                    .setCause(e)
                    .log();
        }
    }

    /** What to do next, the snapshot before the compaction. */
    private record Work(
            SnapshotCodec.@Nullable Content snapshot,
            @Nullable Compaction compaction) {}

    /**
     * Takes both at once: were they taken one after the other, a snapshot could come in between with a compaction behind
     * it, and find the versions cut that it is to write down.
     */
    private synchronized @Nullable Work awaitWork() throws InterruptedException {
        while (!closing && wanted == null && (compactions.isEmpty() || pins > 0)) {
            wait();
        }
        if (closing) {
            return null;
        }
        var work = new Work(wanted, pins > 0 ? null : compactions.poll());
        wanted = null;
        trimming = work.compaction != null;
        return work;
    }

    private synchronized void trimmed() {
        trimming = false;
        notifyAll();
    }

    /** Lets go of what was compacted, in steps that are short for whoever takes the dead keys out. */
    public static void trim(Compaction compaction, Consumer<Compaction.Trimmed> pruner) {
        var trimmed = compaction.trim();
        var dead = trimmed.deadKeys();
        var freed = trimmed.freed();
        int from = 0;
        do {
            int to = Math.min(dead.size(), from + PRUNE_CHUNK);
            pruner.accept(new Compaction.Trimmed(dead.subList(from, to), freed, trimmed.from()));
            freed = Footprint.NONE;
            from = to;
        } while (from < dead.size());
    }

    private void write(SnapshotCodec.Content content) {
        try {
            long begin = System.nanoTime();
            long bytes = shelf.put(content);
            timings.snapshot().observeNanos(System.nanoTime() - begin);
            snapshotAt = Math.max(snapshotAfterBytes, bytes / 2);
            LOG.atInfo()
                    .setMessage("wrote a snapshot")
                    .addKeyValue("revision", content.state().revision())
                    .addKeyValue("bytes", bytes)
                    .log();
        } catch (IOException | LostValueException e) {
            // The log still has everything; the next attempt comes when it has grown by as much again.
            LOG.atWarn()
                    .setMessage("could not write a snapshot; the log is kept")
                    .addKeyValue("cause", e.getMessage())
                    .log();
        }
    }

    /** As {@link #end}, and then no value can be read any more that is not in memory. */
    @Override
    public void close() {
        end();
        values.close();
    }

    /** Waits for what is under way and ends; what is left to do is done after the next start. */
    public void end() {
        Thread running;
        Thread moving;
        synchronized (this) {
            closing = true;
            notifyAll();
            running = thread;
            moving = mover;
        }
        Threads.join(running);
        values.stop();
        Threads.join(moving);
    }
}
