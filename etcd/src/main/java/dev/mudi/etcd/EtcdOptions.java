package dev.mudi.etcd;

import dev.mudi.etcd.commit.Quota;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How an embedded store is run.
 *
 * @param dataDir made when it does not exist
 * @param fsync whether a write waits for the disk; without it a crash of the host, though not of the process, loses
 *     acknowledged writes
 * @param clock for leases and retention; the default one does not jump when the host's clock is set
 * @param retention what of the past stays readable
 * @param quotaBytes how much keys, values and their history may take, in memory and of values in files, before puts are refused with
 *     {@code NO_SPACE}; deletions and compaction still work. Less when the heap has no room for the keys
 * @param snapshotAfterBytes how long the log grows at least between two snapshots
 * @param heldBytes about how much of what was written last is in memory with its values; older values are read from files
 */
public record EtcdOptions(
        Path dataDir,
        boolean fsync,
        InstantSource clock,
        Retention retention,
        long quotaBytes,
        long snapshotAfterBytes,
        long heldBytes) {
    private static final long QUOTA_BYTES = 2L << 30;

    /** Few, so that values leave memory while they are young to the garbage collector. */
    public static final long HELD_BYTES = 1L << 20;

    /**
     * What stays readable; what is older is compacted by the store itself.
     *
     * @param time how long at least, if the number of revisions allows; zero for no compaction by time. kube-apiserver asks
     *     for five minutes (flag {@code --etcd-compaction-interval})
     * @param revisions how many at most, 0 for no limit
     * @param bytes how much the past takes at most, by the mean size of a version; 0 for no limit
     */
    public record Retention(Duration time, long revisions, long bytes) {
        public static final Retention DEFAULT = new Retention(Duration.ofMinutes(5), 250_000, 32L << 20);
        /** Compaction only when someone asks for it. */
        public static final Retention EVERYTHING = new Retention(Duration.ZERO, 0);

        /** Without a limit in bytes. */
        public Retention(Duration time, long revisions) {
            this(time, revisions, 0);
        }
    }

    /** Durable, with five minutes of history and etcd's quota of 2 GiB. */
    public static EtcdOptions of(Path dataDir) {
        return new EtcdOptions(dataDir, true, monotonic(), Retention.DEFAULT, QUOTA_BYTES, 64L << 20, HELD_BYTES);
    }

    /** The quota for the store of an API server, which keeps the newest version of each object in the memory of the same process. */
    public static long quotaOfApiServer() {
        return Math.min(QUOTA_BYTES, Quota.shareOfHeap());
    }

    public EtcdOptions withFsync(boolean newFsync) {
        return new EtcdOptions(dataDir, newFsync, clock, retention, quotaBytes, snapshotAfterBytes, heldBytes);
    }

    public EtcdOptions withClock(InstantSource newClock) {
        return new EtcdOptions(dataDir, fsync, newClock, retention, quotaBytes, snapshotAfterBytes, heldBytes);
    }

    public EtcdOptions withRetention(Retention newRetention) {
        return new EtcdOptions(dataDir, fsync, clock, newRetention, quotaBytes, snapshotAfterBytes, heldBytes);
    }

    public EtcdOptions withQuotaBytes(long newQuotaBytes) {
        return new EtcdOptions(dataDir, fsync, clock, retention, newQuotaBytes, snapshotAfterBytes, heldBytes);
    }

    public EtcdOptions withSnapshotAfterBytes(long newSnapshotAfterBytes) {
        return new EtcdOptions(dataDir, fsync, clock, retention, quotaBytes, newSnapshotAfterBytes, heldBytes);
    }

    public EtcdOptions withHeldBytes(long newHeldBytes) {
        return new EtcdOptions(dataDir, fsync, clock, retention, quotaBytes, snapshotAfterBytes, newHeldBytes);
    }

    private static InstantSource monotonic() {
        long start = System.nanoTime();
        return () -> Instant.EPOCH.plusNanos(System.nanoTime() - start);
    }
}
