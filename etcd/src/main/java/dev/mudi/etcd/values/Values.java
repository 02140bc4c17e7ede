package dev.mudi.etcd.values;

import dev.mudi.etcd.log.Disk;
import dev.mudi.etcd.state.History;
import dev.mudi.etcd.state.State;
import dev.mudi.etcd.state.StateEdit;
import dev.mudi.etcd.state.Version;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the values of a store out of memory. The commit loop tells what was committed; {@link #moveOne} does what there is to
 * do, on the thread of this or, in a simulation, whenever it is called; whoever writes snapshots says what is in them.
 */
public final class Values implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Values.class);
    private static final long FILE_BYTES = 16L << 20;
    /** What finds no room in the queue, because the disk hangs, stays in memory until the next snapshot. */
    private static final int QUEUE = 1024;

    private final Disk disk;
    private final long heldBytes;

    // Guarded by this.
    private final Deque<Stretch> queue = new ArrayDeque<>();
    private long committed;
    /** The changes up to here are or were in the queue. */
    private long queuedTo;

    private boolean stopped;

    /** Held while versions are told of another home: there are two who do that. */
    private final ReentrantLock moves = new ReentrantLock();

    // Guarded by moves.
    private final List<ScratchFile> files = new ArrayList<>();
    private @Nullable ScratchFile current;
    private @Nullable ValueFile snapshot;
    private long numbers;

    /** Of the store as it goes on; another one after a snapshot of another member was installed. */
    private volatile @Nullable History line;

    /** Of the one that moves. */
    private final Batch batch = new Batch();

    private boolean failing;

    /** The changes from one revision to another, in a history that has them all. */
    private record Stretch(History history, long from, long to) {}

    /**
     * @param disk where the files go; those that an earlier process left are deleted
     * @param heldBytes about how much of what is written last stays in memory
     */
    public Values(Disk disk, long heldBytes) throws IOException {
        this.disk = disk;
        this.heldBytes = heldBytes;
        ScratchFile.deleteAll(disk);
    }

    /** Moves whatever there is to move until {@link #stop}. */
    public void run() {
        try {
            while (awaitWork()) {
                moveOne();
            }
        } catch (InterruptedException e) {
            LOG.atWarn()
                    .setMessage("the mover of values was interrupted; values stay in memory until the next snapshot")
                    .log();
        }
    }

    private synchronized boolean awaitWork() throws InterruptedException {
        while (queue.isEmpty() && !stopped) {
            wait();
        }
        return !stopped;
    }

    /**
     * To be told of each step from one state to the next, in order, by one thread.
     *
     * @param bytes about how much was written
     */
    public synchronized void committed(StateEdit edit, State state, int bytes) {
        if (line == null) {
            line = state.history();
        }
        committed += bytes;
        // What is compacted is no longer in the history, but the last version before that of each key is still there.
        edit.compactions().forEach(compaction -> enqueue(compaction.history()));
        if (committed >= heldBytes) {
            enqueue(state.history());
        }
    }

    /**
     * To be told while the log is done again; moves at once.
     *
     * @param history so far
     * @param bytes about how much was done again since the last time
     * @param all whether everything is to be moved, because the history is about to be cut
     */
    public void replayed(History history, int bytes, boolean all) {
        synchronized (this) {
            committed += bytes;
            if (committed >= heldBytes || all) {
                enqueue(history);
            }
        }
        while (moveOne()) {
            // One after the other.
        }
    }

    private synchronized void enqueue(History history) {
        long from = Math.max(queuedTo + 1, history.first());
        if (from <= history.last()) {
            queuedTo = history.last();
            committed = 0;
            if (queue.size() < QUEUE) {
                queue.add(new Stretch(history, from, history.last()));
                notifyAll();
            }
        }
    }

    private synchronized @Nullable Stretch next() {
        return queue.poll();
    }

    /** Moves what is queued first; answers whether there was anything. */
    public boolean moveOne() {
        var stretch = next();
        if (stretch == null) {
            return false;
        }
        try {
            move(stretch);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.atWarn()
                        .setMessage("values cannot be written to a file; they stay in memory until the next snapshot")
                        .addKeyValue("cause", e.getMessage())
                        .log();
            }
            failing = true;
        }
        return true;
    }

    private void move(Stretch stretch) throws IOException {
        var file = fileFor(stretch);
        try {
            for (long revision = stretch.from; revision <= stretch.to; revision++) {
                collect(stretch.history.at(revision), file);
            }
            flush(file);
        } finally {
            batch.clear();
        }
    }

    private void collect(List<Version> changes, ScratchFile file) throws IOException {
        for (var change : changes) {
            var value = change.movable();
            if (value != null && batch.add(change, value)) {
                flush(file);
            }
        }
    }

    private ScratchFile fileFor(Stretch stretch) throws IOException {
        moves.lock();
        try {
            var file = current;
            if (file == null || file.size() > FILE_BYTES) {
                file = ScratchFile.create(disk, numbers++);
                files.add(file);
                current = file;
            }
            file.lastRevision = stretch.to;
            return file;
        } finally {
            moves.unlock();
        }
    }

    /** A file that was ended meanwhile was to hold nothing that is not elsewhere by now. */
    private void flush(ScratchFile file) throws IOException {
        if (batch.isEmpty() || file.isEnded()) {
            batch.clear();
            return;
        }
        try {
            file.write(batch);
        } catch (IOException e) {
            if (!file.isEnded()) {
                throw e;
            }
        }
        moves.lock();
        try {
            if (!file.isEnded()) {
                file.settle(batch);
            }
        } finally {
            moves.unlock();
        }
        batch.clear();
    }

    /**
     * A snapshot was written: its values are in memory no longer.
     *
     * @param state whose versions are all uncut
     * @param places of its values
     */
    public void moveInto(State state, Places places, Disk folder, String name) throws IOException {
        var file = ValueFile.open(folder, name);
        moves.lock();
        try {
            var now = line;
            if (now != null && !now.isOfOneLineWith(state.history())) {
                file.close();
                return;
            }
            state.versions(version -> {
                if (version.isMovable()) {
                    version.move(file, places.take());
                }
            });
            useSnapshot(file);
            endFiles(state.revision());
        } finally {
            moves.unlock();
        }
    }

    /**
     * The store goes on from another state, and what it was before is asked for no more.
     *
     * @param home where the state's values are, null when they are in memory
     */
    public void replaced(State state, @Nullable ValueFile home) {
        synchronized (this) {
            queue.clear();
            committed = 0;
            queuedTo = state.revision();
        }
        moves.lock();
        try {
            line = state.history();
            useSnapshot(home);
            endFiles(Long.MAX_VALUE);
        } finally {
            moves.unlock();
        }
    }

    private void useSnapshot(@Nullable ValueFile file) {
        if (snapshot != null) {
            snapshot.close();
        }
        snapshot = file;
    }

    private void endFiles(long revision) {
        files.removeIf(file -> file.lastRevision <= revision && end(file));
        if (current != null && current.isEnded()) {
            current = null;
        }
    }

    private static boolean end(ScratchFile file) {
        try {
            file.end();
        } catch (IOException e) {
            LOG.atWarn()
                    .setMessage("a file of values could not be removed; the next start does it")
                    .addKeyValue("file", file.path())
                    .addKeyValue("cause", e.getMessage())
                    .log();
        }
        return true;
    }

    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** Closes the files, when nothing moves any more: no value that is in one can be read afterwards. */
    @Override
    public void close() {
        moves.lock();
        try {
            endFiles(Long.MAX_VALUE);
            useSnapshot(null);
        } finally {
            moves.unlock();
        }
    }
}
