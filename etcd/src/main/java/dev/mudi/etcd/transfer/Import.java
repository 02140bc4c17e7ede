package dev.mudi.etcd.transfer;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.log.BlockReader;
import dev.mudi.etcd.state.State;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Writes a snapshot of ours into an etcd that runs. There a key can only be written at the newest revision: so the revision is
 * first brought above that of the snapshot, for no revision may mean one thing before and another after, and at the end
 * everything up to the newest is compacted, so that whoever knows an old revision hears that it is gone.
 */
public final class Import {
    private static final int AT_ONCE = 64;

    private final Etcd etcd;
    private final State state;

    private Import(Etcd etcd, State state) {
        this.etcd = etcd;
        this.state = state;
    }

    /** Writes all keys and leases. */
    public static void read(InputStream snapshot, Etcd etcd) throws IOException {
        var state =
                SnapshotCodec.read(new BlockReader(snapshot, "the snapshot")).state();
        var into = new Import(etcd, state);
        try {
            into.raiseRevision();
            into.grantLeases();
            into.putKeys();
            etcd.compact(etcd.deleteRange(DeleteRangeRequest.of(Export.MARK)).revision());
        } catch (CompletionException e) {
            throw e.getCause() instanceof EtcdException refusal ? refusal.again() : e;
        }
    }

    /** Takes back what {@link #read} has written, as far as it came. */
    public static void undo(Etcd etcd, Bytes prefix) {
        etcd.deleteRange(DeleteRangeRequest.of(KeyRange.prefix(prefix)));
        etcd.deleteRange(DeleteRangeRequest.of(Export.MARK));
    }

    /**
     * Refuses an etcd that is another cluster's.
     *
     * @throws IOException when there is something under the prefix; one line that says what to do
     */
    public static void requireEmpty(Etcd etcd, Bytes prefix) throws IOException {
        long there =
                etcd.range(RangeRequest.of(KeyRange.prefix(prefix)).countOnly()).count();
        if (there > 0) {
            throw new IOException("the etcd holds " + there + " keys under " + prefix.toUtf8()
                    + " already: delete them ('etcdctl del --prefix " + prefix.toUtf8() + "') or name another etcd");
        }
    }

    private void raiseRevision() {
        long missing = state.revision() - etcd.revision();
        inParallel(LongStream.range(0, Math.max(0, missing))
                .mapToObj(i -> () -> etcd.put(PutRequest.of(Export.MARK, Bytes.utf8(String.valueOf(i))))));
    }

    private void grantLeases() {
        inParallel(state.leases().stream().map(lease -> () -> etcd.leaseGrant(lease.ttlSeconds(), lease.id())));
    }

    private void putKeys() {
        var newest = new ConcurrentLinkedQueue<KeyValue>();
        state.versions(version -> {
            var kv = version.kv();
            if (kv.equals(state.get(kv.key())) && !kv.key().equals(Export.MARK)) {
                newest.add(kv);
            }
        });
        inParallel(newest.stream().map(kv -> () -> put(kv)));
    }

    private void put(KeyValue kv) {
        var absent = Compare.createRevision(kv.key(), Compare.Result.EQUAL, 0);
        var put = PutRequest.of(kv.key(), kv.value()).withLease(kv.lease());
        if (!etcd.txn(TxnRequest.when(absent, put)).succeeded()) {
            throw EtcdException.of(Code.DUPLICATE_KEY, kv.key() + " is there already");
        }
    }

    /** Runs them all, {@value #AT_ONCE} at a time; throws what the first that failed has thrown. */
    private static void inParallel(Stream<Runnable> works) {
        var room = new Semaphore(AT_ONCE);
        var failed = new CompletableFuture<Void>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            works.takeWhile(_ -> !failed.isDone()).forEach(work -> {
                room.acquireUninterruptibly();
                threads.execute(() -> run(work, room, failed));
            });
        }
        failed.complete(null);
        failed.join();
    }

    private static void run(Runnable work, Semaphore room, CompletableFuture<Void> failed) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failed.completeExceptionally(e);
        } finally {
            room.release();
        }
    }
}
