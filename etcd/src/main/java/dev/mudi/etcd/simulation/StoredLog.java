package dev.mudi.etcd.simulation;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.log.BlockReader;
import dev.mudi.etcd.log.DamageException;
import dev.mudi.etcd.log.Log;
import dev.mudi.etcd.log.RecordBuffer;
import dev.mudi.etcd.log.RecordReader;
import dev.mudi.etcd.log.Snapshots;
import dev.mudi.etcd.state.Home;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A member's part of the ordered log on its disk: in the product's log, as a journal in which an entry takes the place of all
 * that had its index or a higher one before, and in the product's snapshots.
 */
final class StoredLog {
    private static final long SEGMENT = 4096;
    private static final int BASE = 1;
    private static final int ENTRY = 2;
    /** What follows stands on a snapshot of another member, and on nothing that is in the journal before. */
    private static final int INSTALLED = 3;

    private final Snapshots snapshots;
    private final RecordBuffer buffer = new RecordBuffer(4096);
    private final List<Stored> entries = new ArrayList<>();
    private final Log journal;
    private long base;
    private long baseTerm;
    private SnapshotCodec.@Nullable Content snapshot;
    private long snapshotSequence;
    /** Whether the journal does not say yet that the entries from here on stand on a snapshot alone. */
    private boolean installed;

    /**
     * An entry.
     *
     * @param bytes empty for one that is the log's own
     */
    record Stored(long index, long term, Bytes bytes) {}

    /** @throws IOException when the disk is damaged */
    StoredLog(SimulatedDisk disk) throws IOException {
        this.snapshots = new Snapshots(disk);
        Snapshots.deleteTemporaries(disk);
        long after = 0;
        @Nullable IOException damage = null;
        for (var sequence : snapshots.list()) {
            try (var in = snapshots.open(sequence)) {
                snapshot = SnapshotCodec.read(new BlockReader(in, snapshots.path(sequence)));
                after = sequence;
                snapshotSequence = sequence;
                break;
            } catch (IOException e) {
                damage = e;
            }
        }
        if (damage != null && snapshot == null) {
            throw damage;
        }
        journal = Log.open(disk, SEGMENT, after, (_, payload) -> replay(payload));
        if (snapshot != null && snapshot.sequence() != base) {
            throw new DamageException(
                    snapshots.path(after),
                    0,
                    "the snapshot ends with " + snapshot.sequence() + ", the journal's with " + base);
        }
    }

    private void replay(ByteBuffer payload) {
        var from = new RecordReader(payload);
        while (from.hasMore()) {
            int type = from.readByte();
            long index = from.readVarLong();
            long term = from.readVarLong();
            if (type == BASE) {
                // Of a snapshot that was written after this record; without it the entries before are there.
                if (snapshot != null && snapshot.sequence() == index) {
                    rebase(index, term);
                }
            } else if (type == INSTALLED) {
                if (base < index) {
                    throw new IllegalStateException(
                            "what follows stands on a snapshot up to entry " + index + " that is not here");
                }
            } else {
                put(new Stored(index, term, from.readBytes()));
            }
        }
    }

    private void rebase(long index, long term) {
        entries.removeIf(entry -> entry.index <= index);
        base = index;
        baseTerm = term;
    }

    private void put(Stored entry) {
        if (entry.index <= base) {
            return;
        }
        while (!entries.isEmpty() && entries.getLast().index >= entry.index) {
            entries.removeLast();
        }
        if (entry.index != last() + 1) {
            throw new IllegalStateException("entry " + entry.index + " follows on entry " + last());
        }
        entries.add(entry);
    }

    SnapshotCodec.@Nullable Content snapshot() {
        return snapshot;
    }

    long base() {
        return base;
    }

    long baseTerm() {
        return baseTerm;
    }

    long last() {
        return entries.isEmpty() ? base : entries.getLast().index;
    }

    long lastTerm() {
        return entries.isEmpty() ? baseTerm : entries.getLast().term;
    }

    /** The term of an entry that is here, or of the last one in the snapshot; -1 for any other. */
    long termAt(long index) {
        if (index == base) {
            return baseTerm;
        }
        return index < base || index > last() ? -1 : at(index).term;
    }

    Stored at(long index) {
        return entries.get((int) (index - base - 1));
    }

    /** The entries from the index on, at most so many. */
    List<Stored> from(long index, int most) {
        int first = (int) (index - base - 1);
        return List.copyOf(entries.subList(first, Math.min(entries.size(), first + most)));
    }

    /**
     * Puts entries on the disk.
     *
     * @throws Log.AppendException when they are not there
     */
    void append(List<Stored> more) throws Log.AppendException {
        Log.start(buffer);
        if (installed) {
            buffer.putByte(INSTALLED).putVarLong(base).putVarLong(baseTerm);
        }
        more.forEach(this::encode);
        journal.append(buffer);
        installed = false;
        more.forEach(this::put);
    }

    private void encode(Stored entry) {
        buffer.putByte(ENTRY).putVarLong(entry.index).putVarLong(entry.term).putBytes(entry.bytes);
    }

    /** Of the file of the newest snapshot. */
    String snapshotName() {
        return Snapshots.name(snapshotSequence);
    }

    /** Reads the newest snapshot, and leaves the values where they are. */
    SnapshotCodec.Content readSnapshot(Home home) throws IOException {
        try (var in = snapshots.open(snapshotSequence)) {
            return SnapshotCodec.read(new BlockReader(in, snapshots.path(snapshotSequence)), home);
        }
    }

    /**
     * Writes a snapshot; what was before it goes from the log, and what comes after it stays.
     *
     * @param places is told those of the values
     */
    void snapshot(SnapshotCodec.Content content, long term, LongConsumer places) throws IOException {
        long index = content.sequence();
        long sequence = journal.lastSequence();
        Log.start(buffer);
        buffer.putByte(BASE).putVarLong(index).putVarLong(term);
        boolean follows = termAt(index) == term;
        if (follows) {
            entries.stream().filter(entry -> entry.index > index).forEach(this::encode);
        }
        journal.append(buffer);
        snapshots.write(sequence, out -> SnapshotCodec.write(content, out, places));
        snapshotSequence = sequence;
        if (!follows) {
            entries.clear();
            installed = true;
        }
        rebase(index, term);
        snapshot = content;
        var kept = snapshots.list();
        if (kept.size() > 1) {
            journal.deleteBefore(kept.get(1));
            for (var old : kept.subList(2, kept.size())) {
                snapshots.delete(old);
            }
        }
    }
}
