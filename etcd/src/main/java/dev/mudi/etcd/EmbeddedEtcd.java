package dev.mudi.etcd;

import dev.mudi.etcd.auth.AuthChange;
import dev.mudi.etcd.auth.AuthState;
import dev.mudi.etcd.auth.Caller;
import dev.mudi.etcd.commit.Agenda;
import dev.mudi.etcd.commit.CommitLoop;
import dev.mudi.etcd.commit.LeaseClock;
import dev.mudi.etcd.commit.Proposal;
import dev.mudi.etcd.commit.Quota;
import dev.mudi.etcd.commit.Recovery;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.commit.SnapshotStore;
import dev.mudi.etcd.commit.Timekeeper;
import dev.mudi.etcd.commit.Upkeep;
import dev.mudi.etcd.log.BlockReader;
import dev.mudi.etcd.log.BlockWriter;
import dev.mudi.etcd.log.DirectoryDisk;
import dev.mudi.etcd.log.DirectoryLock;
import dev.mudi.etcd.log.Disk;
import dev.mudi.etcd.log.Log;
import dev.mudi.etcd.log.Snapshots;
import dev.mudi.etcd.state.Effect;
import dev.mudi.etcd.state.LeaseEntry;
import dev.mudi.etcd.state.LostValueException;
import dev.mudi.etcd.state.Settings;
import dev.mudi.etcd.state.State;
import dev.mudi.etcd.state.StateEdit;
import dev.mudi.etcd.state.TxnCheck;
import dev.mudi.etcd.values.Values;
import dev.mudi.etcd.watch.WatchHub;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in this process, its files in one directory that no other process may use at the same time. Reads are answered
 * on the caller's thread from an immutable state; writes go through one commit thread.
 */
public final class EmbeddedEtcd implements Etcd {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEtcd.class);

    private final DirectoryLock lock;
    private final WatchHub hub;
    private final LeaseClock leaseClock;
    private final Upkeep upkeep;
    private final CommitLoop loop;
    private final Timekeeper timekeeper;
    private final long quotaBytes;
    private boolean closed;

    private EmbeddedEtcd(EtcdOptions options, Disk disk, DirectoryLock lock, Values values, Recovery recovery) {
        this.lock = lock;
        this.quotaBytes = options.quotaBytes();
        this.hub = new WatchHub(recovery.state());
        this.leaseClock = new LeaseClock(options.clock());
        recovery.state().leases().forEach(leaseClock::start);
        this.upkeep = new Upkeep(
                new SnapshotStore(disk, recovery.log(), values),
                values,
                recovery.logged(),
                options.snapshotAfterBytes(),
                recovery.snapshotBytes());
        this.loop = new CommitLoop(recovery.log(), hub, this::committed, Quota.of(quotaBytes), upkeep.timings());
        this.timekeeper =
                new Timekeeper(new Agenda(options.clock(), leaseClock, options.retention()), hub::published, loop);
    }

    /**
     * Opens the store of a directory, or starts an empty one.
     *
     * @throws IOException when another process has the directory, or {@link dev.mudi.etcd.log.DamageException} when its
     *     content is damaged; the message is one line that says what is wrong
     */
    public static EmbeddedEtcd open(EtcdOptions options) throws IOException {
        return open(options, new DirectoryDisk(options.dataDir(), options.fsync()), Log.SEGMENT_BYTES);
    }

    /** As {@link #open(EtcdOptions)}, with the files somewhere else than in the directory, which still holds the lock. */
    static EmbeddedEtcd open(EtcdOptions options, Disk disk, long segmentBytes) throws IOException {
        Files.createDirectories(options.dataDir());
        var lock = DirectoryLock.acquire(options.dataDir());
        try {
            var values = new Values(disk, options.heldBytes());
            try {
                var etcd = new EmbeddedEtcd(options, disk, lock, values, Recovery.run(disk, segmentBytes, values));
                etcd.start(options.dataDir());
                return etcd;
            } catch (IOException | RuntimeException e) {
                values.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void start(Path directory) {
        loop.start();
        upkeep.start(trimmed -> loop.propose(new Proposal.Prune(trimmed)));
        timekeeper.start();
        LOG.atInfo()
                .setMessage("the store is open")
                .addKeyValue("directory", directory)
                .addKeyValue("revision", revision())
                .addKeyValue("keys", hub.published().keyCount())
                .log();
    }

    /** On the commit thread. */
    private void committed(StateEdit edit, State state, long sequence, int bytes) {
        for (var effect : edit.effects()) {
            switch (effect) {
                case Effect.LeaseGranted(var id, var ttl) -> leaseClock.start(new LeaseEntry(id, ttl));
                case Effect.LeaseRevoked(var id) -> leaseClock.end(id);
                case Effect.Write _, Effect.Compacted _, Effect.AuthChanged _, Effect.Configured _ -> {}
            }
        }
        upkeep.committed(edit, state, sequence, bytes);
    }

    @Override
    public RangeResponse range(RangeRequest request) {
        TxnCheck.check(request);
        return read(request.revision(), state -> state.range(request));
    }

    /** @param revision that is wanted: a watcher may already know of one that not all others were told of */
    private <A> A read(long revision, Function<State, A> reading) {
        var visible = hub.visible();
        return hub.read(revision > visible.revision() ? hub.published() : visible, reading);
    }

    @Override
    public TxnResponse txn(TxnRequest request) {
        return txn(request, new Proposal.Txn(request));
    }

    @Override
    public TxnResponse txn(TxnRequest request, Caller caller) {
        return txn(request, new Proposal.Guarded(caller, new Proposal.Txn(request)));
    }

    private TxnResponse txn(TxnRequest request, Proposal proposal) {
        TxnCheck.check(request);
        return TxnCheck.isReadOnly(request)
                ? read(0, state -> state.edit().txn(request))
                : (TxnResponse) loop.propose(proposal);
    }

    @Override
    public Optional<CompletableFuture<RangeResponse>> submit(RangeRequest request) {
        return request.keys().isSingle()
                ? Optional.of(CompletableFuture.completedFuture(range(request)))
                : Optional.empty();
    }

    @Override
    public Optional<CompletableFuture<TxnResponse>> submit(TxnRequest request, Caller caller) {
        TxnCheck.check(request);
        if (TxnCheck.isReadOnly(request)) {
            return Optional.empty();
        }
        return loop.submit(new Proposal.Guarded(caller, new Proposal.Txn(request)))
                .map(answer -> answer.thenApply(TxnResponse.class::cast));
    }

    @Override
    public WatchHandle watch(WatchRequest request, WatchListener listener) {
        return hub.watch(request, listener);
    }

    @Override
    public LeaseGrantResponse leaseGrant(long ttlSeconds, long id) {
        while (true) {
            long wanted = id != 0 ? id : ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
            try {
                return (LeaseGrantResponse) loop.propose(new Proposal.LeaseGrant(ttlSeconds, wanted));
            } catch (EtcdException e) {
                if (id != 0 || e.code() != EtcdException.Code.LEASE_EXISTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public long leaseRevoke(long id) {
        return (Long) loop.propose(new Proposal.LeaseRevoke(id));
    }

    @Override
    public long leaseRevoke(long id, Caller caller) {
        return (Long) loop.propose(new Proposal.Guarded(caller, new Proposal.LeaseRevoke(id)));
    }

    @Override
    public long leaseKeepAlive(long id) {
        return leaseClock.renew(id);
    }

    @Override
    public Optional<CompletableFuture<Long>> submitKeepAlive(long id) {
        return Optional.of(CompletableFuture.completedFuture(leaseKeepAlive(id)));
    }

    @Override
    public LeaseTimeToLiveResponse leaseTimeToLive(long id, boolean keys) {
        var state = hub.visible();
        var lease = state.lease(id);
        var remaining = leaseClock.remaining(id);
        if (lease.isEmpty() || remaining.isEmpty()) {
            return new LeaseTimeToLiveResponse(state.revision(), id, -1, 0, List.of());
        }
        return new LeaseTimeToLiveResponse(
                state.revision(),
                id,
                remaining.getAsLong(),
                lease.get().ttlSeconds(),
                keys ? state.leaseKeys(id) : List.of());
    }

    @Override
    public List<Long> leases() {
        return hub.visible().leases().stream().map(LeaseEntry::id).toList();
    }

    @Override
    public CompactResponse compact(long revision) {
        return (CompactResponse) loop.propose(new Proposal.Compact(revision));
    }

    @Override
    public long revision() {
        return hub.visible().revision();
    }

    @Override
    public long compactedRevision() {
        return hub.visible().compactedRevision();
    }

    @Override
    public AuthState auth() {
        return hub.visible().auth();
    }

    @Override
    public long changeAuth(AuthChange change) {
        return (Long) loop.propose(new Proposal.Auth(change));
    }

    @Override
    public long changeAuth(AuthChange change, Caller caller) {
        return (Long) loop.propose(new Proposal.Guarded(caller, new Proposal.Auth(change)));
    }

    @Override
    public Settings settings() {
        return hub.visible().settings();
    }

    @Override
    public void configure(List<Settings.Change> changes) {
        var _ = loop.propose(new Proposal.Configure(-1, changes));
    }

    @Override
    public EtcdStatus status() {
        var state = hub.visible();
        return new EtcdStatus(state.revision(), state.compactedRevision(), state.keyCount(), state.bytes(), quotaBytes);
    }

    @Override
    public Optional<StoreTimings> timings() {
        return Optional.of(upkeep.timings());
    }

    @Override
    public void snapshot(OutputStream out) throws IOException {
        upkeep.pin();
        try {
            var blocks = new BlockWriter(Channels.newChannel(out)::write);
            SnapshotCodec.write(new SnapshotCodec.Content(0, hub.published()), blocks);
            blocks.finish();
        } catch (LostValueException e) {
            throw hub.refusal(e);
        } finally {
            upkeep.unpin();
        }
    }

    /**
     * Makes a data directory of what {@link #snapshot} wrote: keys, leases and users; not the members and alarms of then.
     *
     * @param dataDir must be empty or not exist
     * @throws IOException when it is not empty, or {@link dev.mudi.etcd.log.DamageException} when the snapshot is damaged
     */
    public static void restore(InputStream snapshot, Path dataDir) throws IOException {
        Files.createDirectories(dataDir);
        var disk = new DirectoryDisk(dataDir, true);
        if (!disk.list().isEmpty()) {
            throw new IOException("a snapshot is restored into an empty directory, and " + dataDir + " is not");
        }
        var state =
                SnapshotCodec.read(new BlockReader(snapshot, "the snapshot")).state();
        var bare = state.asOf(Settings.NONE);
        new Snapshots(disk).write(0, out -> SnapshotCodec.write(new SnapshotCodec.Content(0, bare), out));
    }

    /**
     * Checks what {@link #snapshot} wrote, and says what is in it.
     *
     * @throws IOException {@link dev.mudi.etcd.log.DamageException} when the snapshot is damaged
     */
    public static EtcdStatus snapshotStatus(InputStream snapshot) throws IOException {
        var reader = new BlockReader(snapshot, "the snapshot");
        var state = SnapshotCodec.read(reader).state();
        var violations = state.violations();
        if (!violations.isEmpty()) {
            throw reader.damage(violations.getFirst());
        }
        return new EtcdStatus(
                state.revision(), state.compactedRevision(), state.keyCount(), state.bytes(), Long.MAX_VALUE);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        timekeeper.close();
        upkeep.end();
        try (lock) {
            loop.close();
        } catch (IOException e) {
            LOG.atWarn()
                    .setMessage("the store's files could not be closed; what was acknowledged is durable all the same")
                    .setCause(e)
                    .log();
        }
        hub.close();
        upkeep.close();
    }
}
