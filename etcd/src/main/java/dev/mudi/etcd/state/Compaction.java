package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The work that is left to do when a state's compacted revision has moved: to let go of the versions that no one may read
 * any more. It may run beside readers and the writer, after the state with the moved revision is the one they see.
 */
public final class Compaction {
    private final History history;
    private final long from;
    private final long to;

    /**
     * @param history from {@code from} to {@code to} at least
     * @param from the revision compacted before
     * @param to the revision compacted now
     */
    Compaction(History history, long from, long to) {
        this.history = history;
        this.from = Math.max(from, history.first());
        this.to = to;
    }

    /** The history as it was before. */
    public History history() {
        return history;
    }

    /**
     * What was let go of.
     *
     * @param deadKeys keys whose newest version may be a deletion that no one can see any more
     * @param freed what that gave back
     * @param from where the versions were: a state that came from elsewhere, such as a snapshot, never had them
     */
    public record Trimmed(List<Bytes> deadKeys, Footprint freed, History from) {}

    /** Cuts the chains. To be done once. */
    public Trimmed trim() {
        var dead = new ArrayList<Bytes>();
        var freed = Footprint.NONE;
        for (long revision = from; revision <= to; revision++) {
            for (var change : history.at(revision)) {
                freed = freed.plus(change.cut());
                if (change.weight() == 0 && revision < to) {
                    dead.add(change.key());
                }
            }
        }
        return new Trimmed(dead, freed, history);
    }
}
