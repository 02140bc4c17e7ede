package dev.mudi.etcd.replication;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.commit.SnapshotCodec;
import java.util.concurrent.CompletableFuture;

/** What an {@link OrderedLog} tells. All but {@link #answer} and {@link #leadershipChanged} come one after the other. */
public interface LogListener {
    /**
     * An entry is in the log for good.
     *
     * @param index larger than that of any before
     * @param term of the leader that put it there
     */
    void apply(long index, long term, Bytes entry);

    /** The log has come to this index in this term, with something in it that is the log's own. */
    void advance(long index, long term);

    /** A snapshot takes the place of everything up to its index; there will be no entries of before. */
    void install(SnapshotCodec.Content snapshot, long term);

    /** Who leads has changed, or is known now. */
    void leadershipChanged(Leadership leadership);

    /** Another member asks this one, which leads as far as it knows. */
    CompletableFuture<Bytes> answer(Bytes question);
}
