package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.EtcdOptions.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchContinuityTest {
    private static final int WRITERS = 20;
    private static final int WRITES = 200;

    @TempDir
    Path directory;

    @Test
    void tellsEachWatcherEveryEventOnceInOrderWhateverItsStart() throws Exception {
        var options = EtcdOptions.of(directory).withFsync(false).withRetention(Retention.EVERYTHING);
        try (var etcd = EmbeddedEtcd.open(options);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var watchers = new ArrayList<Future<Watch>>();
            var writers = new ArrayList<Future<?>>();
            for (int i = 0; i < WRITERS; i++) {
                int seed = i;
                writers.add(threads.submit(() -> write(etcd, new SplittableRandom(seed))));
                for (int w = 0; w < 2; w++) {
                    watchers.add(threads.submit(() -> startWatch(etcd)));
                }
            }
            for (var writer : writers) {
                writer.get();
            }
            long last = etcd.revision();
            for (var watcher : watchers) {
                var watch = watcher.get();
                await().until(() -> watch.handle.revision() >= last);
                watch.handle.close();
                assertComplete(watch, last);
            }
        }
    }

    @Test
    void wakesWhoeverWaitsForARevisionWhenItComesThoughOtherKeysWereWritten() throws Exception {
        try (var etcd = EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false));
                var threads = Executors.newVirtualThreadPerTaskExecutor();
                var watch =
                        etcd.watch(WatchRequest.of(KeyRange.prefix(Bytes.utf8("quiet"))), new RecordingListener())) {
            long wanted = etcd.revision() + 3;
            var waiting = threads.submit(() -> watch.awaitRevision(wanted, Duration.ofSeconds(20)));
            write(etcd, new SplittableRandom(1));

            assertThat(waiting.get()).isTrue();
            assertThat(watch.awaitRevision(etcd.revision() + 1, Duration.ofMillis(1)))
                    .isFalse();
        }
    }

    @Test
    void wakesWhoeverWaitsForARevisionWhenTheWatchEnds() throws Exception {
        try (var etcd = EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var watch = etcd.watch(WatchRequest.of(KeyRange.prefix(Bytes.utf8("quiet"))), new RecordingListener());
            var waiting = threads.submit(() -> watch.awaitRevision(etcd.revision() + 1, Duration.ofSeconds(20)));
            watch.close();

            assertThat(waiting.get()).isFalse();
        }
    }

    private record Watch(WatchHandle handle, RecordingListener seen) {}

    private static void write(Etcd etcd, RandomGenerator dice) {
        for (int i = 0; i < WRITES; i++) {
            var key = Bytes.utf8("key-" + dice.nextInt(50));
            if (dice.nextInt(4) == 0) {
                etcd.deleteRange(DeleteRangeRequest.of(key));
            } else {
                var other = Bytes.utf8("other-" + dice.nextInt(50));
                etcd.txn(TxnRequest.of(PutRequest.of(key, other), PutRequest.of(other, key)));
            }
        }
    }

    private static Watch startWatch(Etcd etcd) {
        var seen = new RecordingListener();
        long start = 1 + new SplittableRandom(etcd.revision()).nextLong(etcd.revision());
        var request = WatchRequest.of(KeyRange.all()).from(start).withPrevKv();
        return new Watch(etcd.watch(request, seen), seen);
    }

    private static void assertComplete(Watch watch, long last) {
        long first = Math.max(2, watch.handle.startRevision());
        assertThat(watch.seen.revisions())
                .isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
        var now = new HashMap<Bytes, KeyValue>();
        for (List<WatchEvent> events : watch.seen.calls()) {
            boolean delete = events.size() == 1;
            assertThat(events).hasSize(delete ? 1 : 2);
            for (var event : events) {
                var before = now.get(event.kv().key());
                if (before != null) {
                    assertThat(event.prevKv()).isEqualTo(Optional.of(before).filter(kv -> !kv.isTombstone()));
                }
                now.put(event.kv().key(), event.kv());
            }
        }
    }
}
