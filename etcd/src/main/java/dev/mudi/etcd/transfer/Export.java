package dev.mudi.etcd.transfer;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.log.BlockWriter;
import dev.mudi.etcd.state.LeaseEntry;
import dev.mudi.etcd.state.StateLoader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;

/** Writes what an etcd holds as a snapshot of ours: keys, leases and revisions as they are there; the past is left out. */
public final class Export {
    /** Written first: so there is a newest revision of which all is known, and a note for whoever comes to that etcd later. */
    public static final Bytes MARK = Bytes.utf8("/mudi/moved");

    private Export() {}

    /**
     * Writes the snapshot.
     *
     * @return the revision it is of; while it is the newest, no one else has written since
     */
    public static long write(Etcd etcd, OutputStream out) throws IOException {
        long revision = etcd.put(PutRequest.of(MARK, Bytes.utf8("the keys of /registry are elsewhere now")))
                .revision();
        var loader = new StateLoader(revision, revision);
        for (var id : etcd.leases()) {
            var lease = etcd.leaseTimeToLive(id, false);
            if (lease.grantedTtlSeconds() > 0) {
                loader.lease(new LeaseEntry(id, lease.grantedTtlSeconds()));
            }
        }
        Pages.of(etcd, KeyRange.all(), revision, kv -> loader.version(kv, 0));
        var blocks = new BlockWriter(Channels.newChannel(out)::write);
        try {
            SnapshotCodec.write(new SnapshotCodec.Content(0, loader.finish()), blocks);
        } catch (IllegalStateException e) {
            throw EtcdException.of(Code.CORRUPT, String.valueOf(e.getMessage()));
        }
        blocks.finish();
        return revision;
    }
}
