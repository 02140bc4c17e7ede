package dev.mudi.apiserver.storage;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.TxnRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts a store that does not compact itself, to what it was one interval ago. Several API servers agree on who does it
 * by a key that counts the intervals (upstream, apiserver/pkg/storage/etcd3, compaction): who finds it as it left it
 * compacts, the others learn from it.
 */
public final class Compactor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
    private static final Bytes KEY = Bytes.utf8("compact_rev_key");

    private final Etcd etcd;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    /** How often the key was written, as far as this one knows. */
    private long count;
    /** The revision when it was last looked at; 0 before that. */
    private long revision;

    Compactor(Etcd etcd, Duration interval) {
        this.etcd = etcd;
        this.thread = Thread.ofVirtual().name("compactor").unstarted(() -> run(interval));
    }

    /** Starts to compact once an interval. */
    public static Compactor start(Etcd etcd, Duration interval) {
        var compactor = new Compactor(etcd, interval);
        compactor.thread.start();
        return compactor;
    }

    private void run(Duration interval) {
        try {
            do {
                tryStep();
            } while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tryStep() {
        try {
            step();
        } catch (EtcdException e) {
            LOG.atWarn()
                    .addKeyValue("cause", e.getMessage())
                    .log("could not compact the store; it is tried again at the next interval");
        }
    }

    /** What is done each interval. The first time nothing is compacted: what is young enough is not known yet. */
    void step() {
        var put = PutRequest.of(KEY, Bytes.utf8(String.valueOf(revision)));
        var answer = etcd.txn(TxnRequest.when(Compare.version(KEY, Compare.Result.EQUAL, count), put)
                .otherwise(RangeRequest.of(KEY)));
        long before = revision;
        revision = answer.revision();
        if (!answer.succeeded()) {
            var found = (RangeResponse) answer.responses().getFirst();
            count = found.kvs().isEmpty() ? 0 : found.kvs().getFirst().version();
            return;
        }
        count++;
        if (before > 0) {
            etcd.compact(before);
            LOG.atDebug().addKeyValue("revision", before).log("compacted the store");
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
