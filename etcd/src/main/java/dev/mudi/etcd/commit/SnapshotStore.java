package dev.mudi.etcd.commit;

import dev.mudi.etcd.log.Log;
import dev.mudi.etcd.log.Snapshots;
import java.io.IOException;
import java.util.List;

/**
 * The snapshots of a data directory with a log of its own: the last two are kept, and the log from the older one on. With it
 * the newer may turn out to be unreadable and nothing is lost.
 */
public record SnapshotStore(Snapshots snapshots, Log log) implements Upkeep.Shelf {
    private static final int KEPT = 2;

    @Override
    public long put(SnapshotCodec.Content content) throws IOException {
        long bytes = snapshots.write(content.sequence(), out -> SnapshotCodec.write(content, out));
        removeOld(snapshots.list());
        return bytes;
    }

    private void removeOld(List<Long> newestFirst) throws IOException {
        if (newestFirst.size() < KEPT) {
            return;
        }
        log.deleteBefore(newestFirst.get(KEPT - 1));
        for (var sequence : newestFirst.subList(KEPT, newestFirst.size())) {
            snapshots.delete(sequence);
        }
    }
}
