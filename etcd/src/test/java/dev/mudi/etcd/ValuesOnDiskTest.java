package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.EtcdOptions.Retention;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store whose values are in files. */
class ValuesOnDiskTest {
    @TempDir
    Path directory;

    private EtcdOptions options() {
        return EtcdOptions.of(directory.resolve("data"))
                .withFsync(false)
                .withRetention(Retention.EVERYTHING)
                .withHeldBytes(0);
    }

    private static Bytes key(int number) {
        return Bytes.utf8("/registry/pods/default/pod-%06d".formatted(number));
    }

    private static Bytes value(int number) {
        return Bytes.utf8("value %d ".formatted(number).repeat(100));
    }

    private static void fill(Etcd etcd, int from, int to) {
        for (int n = from; n < to; n++) {
            etcd.put(PutRequest.of(key(n), value(n)));
        }
    }

    private static void assertHolds(Etcd etcd, int keys) {
        var kvs = etcd.range(RangeRequest.of(KeyRange.all())).kvs();
        assertThat(kvs).hasSize(keys);
        for (int n = 0; n < keys; n++) {
            assertThat(kvs.get(n).value()).isEqualTo(value(n));
        }
    }

    private List<String> files(String prefix) throws IOException {
        try (var files = Files.list(options().dataDir())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void readsWhatWasThereBeforeARestart() throws IOException {
        try (var etcd = EmbeddedEtcd.open(options().withSnapshotAfterBytes(300_000))) {
            fill(etcd, 0, 1000);
            assertHolds(etcd, 1000);
            await().until(() -> !files("snapshot-").isEmpty());
        }
        assertThat(EtcdCheck.run(options().dataDir())).isEmpty();
        try (var etcd = EmbeddedEtcd.open(options())) {
            assertHolds(etcd, 1000);
            fill(etcd, 1000, 1100);
            assertHolds(etcd, 1100);
        }
        assertThat(files("values-")).isEmpty();
    }

    @Test
    void watchersHearTheValueBeforeAndTheHistory() throws IOException {
        try (var etcd = EmbeddedEtcd.open(options().withSnapshotAfterBytes(20_000))) {
            for (int n = 0; n < 300; n++) {
                etcd.put(PutRequest.of(key(1), value(n)));
            }
            var heard = new RecordingListener();
            var request = WatchRequest.of(KeyRange.all()).from(3).withPrevKv();
            try (var _ = etcd.watch(request, heard)) {
                etcd.put(PutRequest.of(key(1), value(300)));
                var events = new ArrayList<>(heard.events());
                assertThat(events).hasSize(300);
                for (int n = 0; n < 300; n++) {
                    assertThat(events.get(n).kv().value()).isEqualTo(value(n + 1));
                    assertThat(events.get(n).prevKv().map(KeyValue::value)).isEqualTo(Optional.of(value(n)));
                }
            }
        }
    }

    @Test
    void aSnapshotForOthersHasTheValues() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var etcd = EmbeddedEtcd.open(options())) {
            fill(etcd, 0, 500);
            etcd.snapshot(out);
        }
        var restored = directory.resolve("restored");
        EmbeddedEtcd.restore(new ByteArrayInputStream(out.toByteArray()), restored);
        try (var etcd = EmbeddedEtcd.open(EtcdOptions.of(restored))) {
            assertHolds(etcd, 500);
        }
    }

    @Test
    void aDamagedValueIsRefusedAsCorrupt() throws IOException {
        try (var etcd = EmbeddedEtcd.open(options().withSnapshotAfterBytes(100_000))) {
            fill(etcd, 0, 500);
            await().until(() -> !files("snapshot-").isEmpty());
        }
        try (var etcd = EmbeddedEtcd.open(options())) {
            var newest = options().dataDir().resolve(files("snapshot-").getLast());
            damage(newest);
            assertThatThrownBy(() -> assertHolds(etcd, 500))
                    .isInstanceOfSatisfying(
                            EtcdException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
            // What needs no value that is damaged goes on.
            fill(etcd, 500, 510);
            assertThat(etcd.get(key(505)).map(KeyValue::value)).contains(value(505));
            var keys = etcd.range(RangeRequest.of(KeyRange.all()).keysOnly());
            assertThat(keys.kvs()).hasSize(510);
        }
    }

    /** Turns every hundredth byte over. */
    private static void damage(Path file) throws IOException {
        try (var content = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = 200; at < content.length(); at += 100) {
                content.seek(at);
                int there = content.read();
                content.seek(at);
                content.write(there ^ 0xff);
            }
        }
    }

    @Test
    void heapDoesNotGrowWithTheValues() throws IOException {
        var options = options().withHeldBytes(EtcdOptions.HELD_BYTES).withSnapshotAfterBytes(16L << 20);
        var large = new byte[100_000];
        try (var etcd = EmbeddedEtcd.open(options)) {
            etcd.put(PutRequest.of(key(0), Bytes.copyOf(large)));
            long before = heap();
            for (int n = 1; n < 1000; n++) {
                large[n] = 1;
                etcd.put(PutRequest.of(key(n % 900), Bytes.copyOf(large)));
            }
            // 100 MB were written, of which the history has every byte.
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(heap() - before).isLessThan(16L << 20));
            assertThat(etcd.get(key(898)).orElseThrow().value()).isNotEqualTo(Bytes.EMPTY);
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
