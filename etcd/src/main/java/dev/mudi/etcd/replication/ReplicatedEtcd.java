package dev.mudi.etcd.replication;

import dev.mudi.etcd.CompactResponse;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.EtcdStatus;
import dev.mudi.etcd.LeaseGrantResponse;
import dev.mudi.etcd.LeaseTimeToLiveResponse;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.StoreTimings;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.TxnResponse;
import dev.mudi.etcd.WatchHandle;
import dev.mudi.etcd.WatchListener;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.auth.AuthChange;
import dev.mudi.etcd.auth.AuthState;
import dev.mudi.etcd.auth.Caller;
import dev.mudi.etcd.commit.Proposal;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.commit.Upkeep;
import dev.mudi.etcd.log.BlockWriter;
import dev.mudi.etcd.state.LeaseEntry;
import dev.mudi.etcd.state.LostValueException;
import dev.mudi.etcd.state.Settings;
import dev.mudi.etcd.state.TxnCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store on several members, by way of one of them. Every member serves every request: a write goes to the leader and is
 * answered when it is applied here; a read waits until this member has what was acknowledged anywhere before it.
 */
public final class ReplicatedEtcd implements Etcd {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedEtcd.class);
    private static final long TICK_MILLIS = 250;

    private final Replica replica;
    private final OrderedLog log;
    private final Upkeep upkeep;
    private final long quotaBytes;
    private final Thread ticker;
    private final CountDownLatch closing = new CountDownLatch(1);

    private ReplicatedEtcd(ReplicaOptions options, OrderedLog log, Upkeep upkeep) {
        this.log = log;
        this.upkeep = upkeep;
        this.quotaBytes = options.quotaBytes();
        this.replica = new Replica(options, log, upkeep::committed);
        this.ticker = Thread.ofPlatform().name("etcd-ticker").unstarted(this::tick);
    }

    /**
     * Starts a member; it serves when the members have a leader.
     *
     * @param upkeep not yet started; ends with the store
     * @throws IOException when the log cannot be opened; one line that says what to do
     */
    public static ReplicatedEtcd start(ReplicaOptions options, OrderedLog log, Upkeep upkeep) throws IOException {
        var etcd = new ReplicatedEtcd(options, log, upkeep);
        upkeep.start(etcd.replica::prune);
        try {
            log.start(etcd.replica);
        } catch (IOException | RuntimeException e) {
            upkeep.close();
            throw e;
        }
        etcd.ticker.start();
        return etcd;
    }

    private void tick() {
        try {
            while (!closing.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                replica.tick();
            }
        } catch (InterruptedException e) {
            LOG.atWarn()
                    .setMessage("the ticker was interrupted; leases no longer end")
                    .log();
        }
    }

    /** This member's copy. */
    public Replica replica() {
        return replica;
    }

    private static <A> A await(CompletableFuture<A> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof EtcdException refusal
                    ? refusal.again()
                    : EtcdException.of(Code.TIMEOUT, String.valueOf(e.getCause()));
        }
    }

    private Object propose(Proposal proposal) {
        return await(replica.propose(proposal));
    }

    @Override
    public RangeResponse range(RangeRequest request) {
        TxnCheck.check(request);
        return replica.hub().read(await(replica.read()), state -> state.range(request));
    }

    @Override
    public RangeResponse serializableRange(RangeRequest request) {
        TxnCheck.check(request);
        return replica.hub().read(replica.hub().visible(), state -> state.range(request));
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
                ? replica.hub()
                        .read(await(replica.read()), state -> state.edit().txn(request))
                : (TxnResponse) propose(proposal);
    }

    @Override
    public Optional<CompletableFuture<RangeResponse>> submit(RangeRequest request) {
        TxnCheck.check(request);
        return request.keys().isSingle()
                ? Optional.of(replica.read().thenApply(from -> replica.hub().read(from, state -> state.range(request))))
                : Optional.empty();
    }

    @Override
    public Optional<CompletableFuture<TxnResponse>> submit(TxnRequest request, Caller caller) {
        TxnCheck.check(request);
        return TxnCheck.isReadOnly(request)
                ? Optional.empty()
                : Optional.of(replica.propose(new Proposal.Guarded(caller, new Proposal.Txn(request)))
                        .thenApply(TxnResponse.class::cast));
    }

    @Override
    public WatchHandle watch(WatchRequest request, WatchListener listener) {
        // Without a start it begins with what comes, and that is after everything that was acknowledged before.
        if (request.startRevision() <= 0) {
            await(replica.read());
        }
        return replica.hub().watch(request, listener);
    }

    @Override
    public LeaseGrantResponse leaseGrant(long ttlSeconds, long id) {
        while (true) {
            long wanted = id != 0 ? id : ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
            try {
                return (LeaseGrantResponse) propose(new Proposal.LeaseGrant(ttlSeconds, wanted));
            } catch (EtcdException e) {
                if (id != 0 || e.code() != Code.LEASE_EXISTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public long leaseRevoke(long id) {
        return (Long) propose(new Proposal.LeaseRevoke(id));
    }

    @Override
    public long leaseRevoke(long id, Caller caller) {
        return (Long) propose(new Proposal.Guarded(caller, new Proposal.LeaseRevoke(id)));
    }

    @Override
    public long leaseKeepAlive(long id) {
        return await(renew(id));
    }

    @Override
    public Optional<CompletableFuture<Long>> submitKeepAlive(long id) {
        return Optional.of(renew(id));
    }

    private CompletableFuture<Long> renew(long id) {
        return replica.renew(id).thenApply(seconds -> {
            if (seconds < 0) {
                throw EtcdException.of(Code.LEASE_NOT_FOUND, "lease " + Long.toHexString(id));
            }
            return seconds;
        });
    }

    @Override
    public LeaseTimeToLiveResponse leaseTimeToLive(long id, boolean keys) {
        long remaining = await(replica.remaining(id));
        var state = await(replica.read());
        var lease = state.lease(id);
        if (lease.isEmpty() || remaining < 0) {
            return new LeaseTimeToLiveResponse(state.revision(), id, -1, 0, List.of());
        }
        return new LeaseTimeToLiveResponse(
                state.revision(), id, remaining, lease.get().ttlSeconds(), keys ? state.leaseKeys(id) : List.of());
    }

    @Override
    public List<Long> leases() {
        return await(replica.read()).leases().stream().map(LeaseEntry::id).toList();
    }

    @Override
    public CompactResponse compact(long revision) {
        return (CompactResponse) propose(new Proposal.Compact(revision));
    }

    @Override
    public long revision() {
        return await(replica.read()).revision();
    }

    @Override
    public long compactedRevision() {
        return await(replica.read()).compactedRevision();
    }

    @Override
    public AuthState auth() {
        return replica.hub().visible().auth();
    }

    @Override
    public long changeAuth(AuthChange change) {
        return (Long) propose(new Proposal.Auth(change));
    }

    @Override
    public long changeAuth(AuthChange change, Caller caller) {
        return (Long) propose(new Proposal.Guarded(caller, new Proposal.Auth(change)));
    }

    @Override
    public Settings settings() {
        return replica.hub().visible().settings();
    }

    @Override
    public void configure(List<Settings.Change> changes) {
        var _ = propose(new Proposal.Configure(-1, changes));
    }

    /** As this member has it: how a member is must be known when there is no leader, too. */
    @Override
    public EtcdStatus status() {
        var state = replica.hub().visible();
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
            SnapshotCodec.write(new SnapshotCodec.Content(0, replica.machine().state()), blocks);
            blocks.finish();
        } catch (LostValueException e) {
            throw replica.hub().refusal(e);
        } finally {
            upkeep.unpin();
        }
    }

    @Override
    public void close() {
        if (closing.getCount() == 0) {
            return;
        }
        closing.countDown();
        join();
        log.close();
        replica.stop();
        upkeep.close();
    }

    private void join() {
        boolean interrupted = false;
        while (ticker.isAlive()) {
            try {
                ticker.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
