package dev.mudi.etcd.commit;

import dev.mudi.etcd.log.BlockReader;
import dev.mudi.etcd.log.DamageException;
import dev.mudi.etcd.log.Disk;
import dev.mudi.etcd.log.Log;
import dev.mudi.etcd.log.RecordReader;
import dev.mudi.etcd.log.Snapshots;
import dev.mudi.etcd.state.Effect;
import dev.mudi.etcd.state.State;
import dev.mudi.etcd.state.StateEdit;
import dev.mudi.etcd.values.ValueFile;
import dev.mudi.etcd.values.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a data directory holds: the newest good snapshot, and the log done again on top of it.
 *
 * @param logged how much of the log no snapshot has, in bytes
 * @param snapshotBytes the size of the snapshot
 */
public record Recovery(State state, Log log, long logged, long snapshotBytes) {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /**
     * Recovers the state and opens the log for more.
     *
     * @param values takes the values of the state in
     * @throws DamageException when something that was durable once is not there as it was
     */
    public static Recovery run(Disk disk, long segmentBytes, Values values) throws IOException {
        Snapshots.deleteTemporaries(disk);
        var start = newestGood(
                disk,
                true,
                damage -> LOG.atWarn()
                        .setMessage("a snapshot is damaged; trying the one before it")
                        .addKeyValue("damage", damage.getMessage())
                        .log());
        values.replaced(start.state, start.home);
        var redo = new Redo(start.state.edit(), values);
        var log = Log.open(disk, segmentBytes, start.sequence, redo);
        return new Recovery(redo.edit.seal(), log, redo.bytes, start.bytes);
    }

    /**
     * Reads everything and changes nothing.
     *
     * @return what is wrong, as far as it can be told: behind the first damage of the log nothing is looked at
     */
    public static List<DamageException> check(Disk disk) throws IOException {
        var found = new ArrayList<DamageException>();
        try {
            for (var sequence : new Snapshots(disk).list()) {
                try {
                    read(disk, sequence, false);
                } catch (DamageException e) {
                    found.add(e);
                }
            }
            var start = newestGood(disk, false, _ -> {});
            var redo = new Redo(start.state.edit(), null);
            Log.verify(disk, start.sequence, redo);
            for (var violation : redo.edit.seal().violations()) {
                found.add(new DamageException(disk.path(""), 0, violation));
            }
        } catch (DamageException e) {
            if (found.stream().noneMatch(known -> known.getMessage().equals(e.getMessage()))) {
                found.add(e);
            }
        }
        return found;
    }

    /** @param home where the values are, null when they are in memory */
    private record Start(
            long sequence,
            State state,
            long bytes,
            @Nullable ValueFile home) {}

    private static Start newestGood(Disk disk, boolean leaveValues, Consumer<DamageException> passedOver)
            throws IOException {
        @Nullable DamageException newest = null;
        for (var sequence : new Snapshots(disk).list()) {
            try {
                return read(disk, sequence, leaveValues);
            } catch (DamageException e) {
                passedOver.accept(e);
                newest = newest == null ? e : newest;
            }
        }
        if (newest != null) {
            throw newest;
        }
        return new Start(0, State.empty(), 0, null);
    }

    private static Start read(Disk disk, long sequence, boolean leaveValues) throws IOException {
        var home = leaveValues ? ValueFile.open(disk, Snapshots.name(sequence)) : null;
        try {
            return read(disk, sequence, home);
        } catch (IOException | RuntimeException e) {
            if (home != null) {
                home.close();
            }
            throw e;
        }
    }

    private static Start read(Disk disk, long sequence, @Nullable ValueFile home) throws IOException {
        var snapshots = new Snapshots(disk);
        try (var in = snapshots.open(sequence)) {
            var reader = new BlockReader(in, snapshots.path(sequence));
            var content = SnapshotCodec.read(reader, home);
            if (content.sequence() != sequence) {
                throw reader.damage(
                        "the snapshot ends with frame " + content.sequence() + ", its name says " + sequence);
            }
            return new Start(sequence, content.state(), reader.position(), home);
        }
    }

    private static final class Redo implements Log.Replay {
        private final StateEdit edit;
        private final @Nullable Values values;
        private long bytes;

        Redo(StateEdit edit, @Nullable Values values) {
            this.edit = edit;
            this.values = values;
        }

        @Override
        public void accept(long sequence, ByteBuffer payload) {
            bytes += payload.remaining();
            var records = new RecordReader(payload);
            while (records.hasMore()) {
                var effect = EffectCodec.decode(records);
                if (effect instanceof Effect.Compacted) {
                    moveValues(0, true);
                }
                edit.redo(effect);
            }
            moveValues(payload.limit(), false);
        }

        private void moveValues(int count, boolean all) {
            if (values != null) {
                values.replayed(edit.history(), count, all);
            }
        }
    }
}
