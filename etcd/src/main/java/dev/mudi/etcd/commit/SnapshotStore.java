package dev.mudi.etcd.commit;

import dev.mudi.etcd.log.Disk;
import dev.mudi.etcd.log.Log;
import dev.mudi.etcd.log.Snapshots;
import dev.mudi.etcd.values.Places;
import dev.mudi.etcd.values.Values;
import java.io.IOException;

/**
 * The snapshots of a data directory with a log of its own: the last two are kept, and the log from the older one on. With it
 * the newer may turn out to be unreadable and nothing is lost.
 */
public record SnapshotStore(Disk disk, Log log, Values values) implements Upkeep.Shelf {
    private static final int KEPT = 2;

    @Override
    public long put(SnapshotCodec.Content content) throws IOException {
        var snapshots = new Snapshots(disk);
        var places = new Places();
        long bytes = snapshots.write(content.sequence(), out -> SnapshotCodec.write(content, out, places));
        values.moveInto(content.state(), places, disk, Snapshots.name(content.sequence()));
        removeOld(snapshots);
        return bytes;
    }

    private void removeOld(Snapshots snapshots) throws IOException {
        var newestFirst = snapshots.list();
        if (newestFirst.size() < KEPT) {
            return;
        }
        log.deleteBefore(newestFirst.get(KEPT - 1));
        for (var sequence : newestFirst.subList(KEPT, newestFirst.size())) {
            snapshots.delete(sequence);
        }
    }
}
