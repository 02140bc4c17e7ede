package dev.mudi.etcd.grpc;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.CompactResponse;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.EtcdStatus;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.LeaseGrantResponse;
import dev.mudi.etcd.LeaseTimeToLiveResponse;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.TxnResponse;
import dev.mudi.etcd.WatchHandle;
import dev.mudi.etcd.WatchListener;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import dev.mudi.etcd.replication.Member;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The store behind someone else's v3 API: an external etcd, or another Mudi. Reads are linearizable. */
public final class EtcdClient implements Etcd {
    /** Between two attempts; the timeout of a request bounds them. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ManagedChannel channel;
    private final ExecutorService threads;
    private final EtcdClientOptions options;
    private final Set<RemoteWatch> watches = ConcurrentHashMap.newKeySet();
    private volatile Optional<Boolean> ordersProgress = Optional.empty();

    private EtcdClient(ManagedChannel channel, ExecutorService threads, EtcdClientOptions options) {
        this.channel = channel;
        this.threads = threads;
        this.options = options;
    }

    /**
     * Makes a client; it connects when it is first used.
     *
     * @throws IOException when a certificate cannot be read
     */
    public static EtcdClient connect(EtcdClientOptions options) throws IOException {
        var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("etcd-client-", 0).factory());
        var channel = EtcdChannel.open(options, threads);
        int members = options.endpoints().size();
        var attentive = members < 2 ? channel : AnsweringMembers.of(Hedging.of(channel, members));
        return new EtcdClient(attentive.build(), threads, options);
    }

    private <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
        try {
            return ClientCalls.blockingUnaryCall(channel, method, callOptions(), request);
        } catch (StatusRuntimeException e) {
            throw ClientRefusals.of(e.getStatus());
        }
    }

    /** A call that changes nothing: when the one who was asked goes away it is asked again, as by etcd's own client. */
    private <Q, A> A ask(MethodDescriptor<Q, A> method, Q request) {
        var bounded = callOptions();
        while (true) {
            try {
                return ClientCalls.blockingUnaryCall(channel, method, bounded, request);
            } catch (StatusRuntimeException e) {
                if (!LostConnection.is(e.getStatus()) || channel.isShutdown()) {
                    throw ClientRefusals.of(e.getStatus());
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private CallOptions callOptions() {
        return CallOptions.DEFAULT
                .withWaitForReady()
                .withDeadlineAfter(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public RangeResponse range(RangeRequest request) {
        try {
            return Pages.divides(request) ? Pages.read(request, this::rangeAtOnce) : rangeAtOnce(request);
        } catch (EtcdException e) {
            throw e.code() == Code.COMPACTED ? compacted(request.revision()) : e;
        }
    }

    private RangeResponse rangeAtOnce(RangeRequest request) {
        return ClientWire.range(ask(Methods.RANGE, ClientWire.range(request)));
    }

    /** The refusal does not say which revision is the oldest; a watch that starts as early is told. */
    private EtcdException compacted(long revision) {
        return EtcdException.compacted(revision, compactedRevision());
    }

    @Override
    public TxnResponse txn(TxnRequest request) {
        var wire = ClientWire.txn(request);
        boolean guarded = options.endpoints().size() > 1 && GuardedWrite.is(request);
        return ClientWire.txn(
                guarded ? new GuardedWrite(channel, callOptions(), wire).send() : call(Methods.TXN, wire));
    }

    @Override
    public WatchHandle watch(WatchRequest request, WatchListener listener) {
        if (request.keys().key().isEmpty()) {
            throw EtcdException.of(Code.EMPTY_KEY);
        }
        var watch = new RemoteWatch(channel, request, listener, ordersProgress());
        watches.add(watch);
        watches.removeIf(RemoteWatch::isOver);
        return watch.start(options.timeout().toSeconds());
    }

    @Override
    public LeaseGrantResponse leaseGrant(long ttlSeconds, long id) {
        var request =
                Wire.LeaseGrantRequest.newBuilder().setTTL(ttlSeconds).setID(id).build();
        var granted = call(Methods.LEASE_GRANT, request);
        return new LeaseGrantResponse(granted.getHeader().getRevision(), granted.getID(), granted.getTTL());
    }

    @Override
    public long leaseRevoke(long id) {
        var request = Wire.LeaseRevokeRequest.newBuilder().setID(id).build();
        return call(Methods.LEASE_REVOKE, request).getHeader().getRevision();
    }

    @Override
    public long leaseKeepAlive(long id) {
        var stream = ClientCalls.blockingBidiStreamingCall(channel, Methods.LEASE_KEEP_ALIVE, callOptions());
        try {
            stream.write(Wire.LeaseKeepAliveRequest.newBuilder().setID(id).build());
            stream.halfClose();
            var response = stream.read();
            if (response == null || response.getTTL() <= 0) {
                throw EtcdException.of(Code.LEASE_NOT_FOUND);
            }
            return response.getTTL();
        } catch (StatusException e) {
            throw ClientRefusals.of(e.getStatus());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EtcdException.of(Code.TIMEOUT, "interrupted");
        } finally {
            stream.cancel("the lease was renewed, or not", null);
        }
    }

    @Override
    public LeaseTimeToLiveResponse leaseTimeToLive(long id, boolean keys) {
        var request =
                Wire.LeaseTimeToLiveRequest.newBuilder().setID(id).setKeys(keys).build();
        var left = ask(Methods.LEASE_TIME_TO_LIVE, request);
        return new LeaseTimeToLiveResponse(
                left.getHeader().getRevision(),
                left.getID(),
                left.getTTL(),
                left.getGrantedTTL(),
                left.getKeysList().stream().map(WireRequests::bytes).toList());
    }

    @Override
    public List<Long> leases() {
        return ask(Methods.LEASES, Wire.LeaseLeasesRequest.getDefaultInstance()).getLeasesList().stream()
                .map(Wire.LeaseStatus::getID)
                .toList();
    }

    @Override
    public CompactResponse compact(long revision) {
        var request = Wire.CompactionRequest.newBuilder().setRevision(revision).build();
        try {
            return new CompactResponse(
                    call(Methods.COMPACT, request).getHeader().getRevision());
        } catch (EtcdException e) {
            throw e.code() == Code.COMPACTED ? compacted(revision) : e;
        }
    }

    @Override
    public long revision() {
        // One key that is not there: a count of all would be a pass over all of them.
        return range(RangeRequest.of(Bytes.copyOf((byte) 0)).countOnly()).revision();
    }

    private RangeResponse count() {
        return range(RangeRequest.of(KeyRange.all()).countOnly());
    }

    /** Costs the other store a pass over all it has: its API tells this only beside a hash. */
    @Override
    public long compactedRevision() {
        // A store that never compacted says -1.
        return Math.max(
                0, ask(Methods.HASH_KV, Wire.HashKVRequest.getDefaultInstance()).getCompactRevision());
    }

    @Override
    public EtcdStatus status() {
        var status = ask(Methods.STATUS, Wire.StatusRequest.getDefaultInstance());
        var count = count();
        long quota = status.getDbSizeQuota() > 0 ? status.getDbSizeQuota() : Long.MAX_VALUE;
        return new EtcdStatus(count.revision(), compactedRevision(), count.count(), status.getDbSizeInUse(), quota);
    }

    @Override
    public long usedBytes() {
        return ask(Methods.STATUS, Wire.StatusRequest.getDefaultInstance()).getDbSizeInUse();
    }

    /** Known once the server has told its version. */
    @Override
    public boolean ordersProgress() {
        var known = ordersProgress;
        if (known.isEmpty()) {
            var version =
                    ask(Methods.STATUS, Wire.StatusRequest.getDefaultInstance()).getVersion();
            known = Optional.of(EtcdVersion.parse(version).ordersProgress());
            ordersProgress = known;
        }
        return known.get();
    }

    /** The members of the other store. */
    public List<Member> members() {
        return ask(Methods.MEMBER_LIST, Wire.MemberListRequest.getDefaultInstance()).getMembersList().stream()
                .map(member -> new Member(
                        member.getID(),
                        member.getName(),
                        member.getPeerURLsList(),
                        member.getClientURLsList(),
                        member.getIsLearner()))
                .toList();
    }

    /** Makes the member that answers give back room. */
    public void defragment() {
        call(Methods.DEFRAGMENT, Wire.DefragmentRequest.getDefaultInstance());
    }

    /** In the format of the other store, for its own tools. */
    @Override
    public void snapshot(OutputStream out) throws IOException {
        var blobs = ClientCalls.blockingServerStreamingCall(
                channel,
                Methods.SNAPSHOT,
                CallOptions.DEFAULT.withWaitForReady(),
                Wire.SnapshotRequest.getDefaultInstance());
        try {
            while (blobs.hasNext()) {
                ByteString blob = blobs.next().getBlob();
                blob.writeTo(out);
            }
        } catch (StatusRuntimeException e) {
            throw new IOException("the snapshot was broken off: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        watches.forEach(RemoteWatch::stop);
        channel.shutdownNow();
        try {
            if (!channel.awaitTermination(options.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the connection to " + options.endpoints() + " does not close");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
        threads.close();
    }
}
