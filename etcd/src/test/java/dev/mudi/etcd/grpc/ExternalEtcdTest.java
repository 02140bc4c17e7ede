package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RecordingListener;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchHandle;
import dev.mudi.etcd.WatchRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client while etcd's processes are killed and started again. */
class ExternalEtcdTest {
    private static final int WRITERS = 8;
    private static final int WATCHERS = 4;
    private static final int UPDATES = 5;
    private static final int WRITES_A_ROUND = 200;

    @TempDir
    Path directory;

    /** What was acknowledged, by revision. */
    private final Map<Long, String> acknowledged = new ConcurrentSkipListMap<>();

    private final AtomicBoolean enough = new AtomicBoolean();
    private final List<Watch> watches = new ArrayList<>();

    private record Watch(WatchHandle handle, RecordingListener seen) {
        static Watch start(Etcd etcd, long from) {
            var seen = new RecordingListener();
            return new Watch(etcd.watch(WatchRequest.of(KeyRange.prefix("key/")).from(from), seen), seen);
        }

        List<String> events() {
            return seen.events().stream().map(ExternalEtcdTest::shown).toList();
        }
    }

    private static String shown(WatchEvent event) {
        return event.kv().modRevision() + " " + event.kv().key() + "="
                + event.kv().value();
    }

    private void write(Etcd etcd, int writer) {
        var key = Bytes.utf8("key/" + writer);
        for (int i = 0; !enough.get(); i++) {
            try {
                long revision = etcd.put(PutRequest.of(key, Bytes.utf8(String.valueOf(i))))
                        .revision();
                acknowledged.put(revision, revision + " " + key + "=" + i);
            } catch (EtcdException e) {
                assertThat(e.code().status()).as("%s", e).isEqualTo(EtcdException.Status.UNAVAILABLE);
            }
        }
    }

    private List<Future<?>> startWriters(ExecutorService threads, Etcd etcd) {
        var writers = new ArrayList<Future<?>>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(threads.submit(() -> write(etcd, writer)));
        }
        return writers;
    }

    /** However a test ends: whoever closes the threads waits for the writers on them. */
    private Closing endOfWriters() {
        return () -> enough.set(true);
    }

    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    private void awaitMoreWrites() {
        int before = acknowledged.size();
        await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() > before + WRITES_A_ROUND);
    }

    private void assertNothingLost(Etcd etcd, long first) throws InterruptedException {
        long last = etcd.revision();
        var truth = Watch.start(etcd, first);
        watches.add(truth);
        for (var watch : watches) {
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                watch.handle.requestProgress();
                return watch.handle.awaitRevision(last, Duration.ofMillis(100));
            });
        }
        var all = truth.events();
        assertThat(all).doesNotHaveDuplicates().containsAll(acknowledged.values());
        for (var watch : watches) {
            assertThat(watch.events()).isEqualTo(all);
            watch.handle.close();
        }
    }

    @Test
    void losesNothingAcknowledgedAndNoEventWhenEtcdIsKilledAndStartedAgain() throws Exception {
        try (var etcd = ExternalEtcd.start(directory);
                var other = etcd.connect();
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var _ = endOfWriters()) {
            long first = etcd.client().revision() + 1;
            for (int i = 0; i < WATCHERS; i++) {
                watches.add(Watch.start(i % 2 == 0 ? etcd.client() : other, first));
            }
            var writers = startWriters(threads, etcd.client());
            for (int round = 0; round < 3; round++) {
                awaitMoreWrites();
                etcd.kill(0);
                etcd.restart(0);
                watches.add(Watch.start(other, first));
            }
            awaitMoreWrites();
            enough.set(true);
            for (var writer : writers) {
                writer.get();
            }
            assertNothingLost(etcd.client(), first);
        }
    }

    @Test
    void goesOnWithTheOtherMembersWhenTheFirstEndpointDies() throws Exception {
        try (var etcd = ExternalEtcd.startMembers(directory, 3);
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var _ = endOfWriters()) {
            long first = etcd.client().revision() + 1;
            for (int i = 0; i < WATCHERS; i++) {
                watches.add(Watch.start(etcd.client(), first));
            }
            var writers = startWriters(threads, etcd.client());
            for (int member = 0; member < 3; member++) {
                awaitMoreWrites();
                etcd.kill(member);
                awaitMoreWrites();
                etcd.restart(member);
            }
            enough.set(true);
            for (var writer : writers) {
                writer.get();
            }
            assertNothingLost(etcd.client(), first);
        }
    }

    /** Each writer would soon wait for ten seconds if a third of the writes went to who says nothing. */
    @Test
    void goesOnWithTheOtherMembersWhenOneIsStoppedAndKeepsItsConnections() throws Exception {
        try (var etcd = ExternalEtcd.startMembers(directory, 3);
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var _ = endOfWriters()) {
            long first = etcd.client().revision() + 1;
            var writers = startWriters(threads, etcd.client());
            for (int member = 0; member < 3; member++) {
                awaitMoreWrites();
                etcd.freeze(member);
                awaitMoreWrites();
                etcd.thaw(member);
            }
            enough.set(true);
            for (var writer : writers) {
                writer.get();
            }
            assertNothingLost(etcd.client(), first);
        }
    }

    /** None waits its whole time for who was stopped before, and what that does later changes nothing. */
    @Test
    void updatesOfKnownRevisionsAreDoneOnceByTheOtherMembersWhenOneIsStopped() throws Exception {
        try (var etcd = ExternalEtcd.startMembers(directory, 3);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int member = 0; member < 3; member++) {
                var keys = new HashMap<Bytes, Long>();
                for (int i = 0; i < 3 * WRITERS; i++) {
                    var key = Bytes.utf8("key/" + member + "/" + i);
                    keys.put(
                            key,
                            etcd.client().put(PutRequest.of(key, Bytes.EMPTY)).revision());
                }
                etcd.freeze(member);
                var writers = new ArrayList<Future<?>>();
                keys.forEach(
                        (key, revision) -> writers.add(threads.submit(() -> update(etcd.client(), key, revision))));
                for (var writer : writers) {
                    writer.get();
                }
                etcd.thaw(member);
            }
            assertThat(etcd.client()
                            .range(RangeRequest.of(KeyRange.prefix("key/")))
                            .kvs())
                    .hasSize(3 * 3 * WRITERS)
                    .allSatisfy(kv -> assertThat(kv.version()).isEqualTo(1 + UPDATES));
        }
    }

    private static void update(Etcd etcd, Bytes key, long first) {
        long revision = first;
        for (int i = 0; i < UPDATES; i++) {
            var done = etcd.txn(TxnRequest.when(
                            Compare.unchangedSince(key, revision), PutRequest.of(key, Bytes.utf8("update " + i)))
                    .otherwise(RangeRequest.of(key)));
            assertThat(done.succeeded()).isTrue();
            revision = done.revision();
        }
    }
}
