package dev.mudi.etcd.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.log.DirectoryDisk;
import dev.mudi.etcd.log.Disk;
import dev.mudi.etcd.log.MemoryDisk;
import dev.mudi.etcd.log.Snapshots;
import dev.mudi.etcd.state.LostValueException;
import dev.mudi.etcd.state.State;
import dev.mudi.etcd.watch.WatchHub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValuesTest {
    private static final int KEYS = 40;

    @TempDir
    Path directory;

    /** A store without a log: what is put, is committed. */
    private static final class Store {
        final Disk disk;
        final Values values;
        final WatchHub hub = new WatchHub(State.empty());
        private long snapshots;

        Store(Disk disk, long heldBytes) throws IOException {
            this.disk = disk;
            this.values = new Values(disk, heldBytes);
        }

        void put(int key, long number) {
            commit(PutRequest.of(key(key), value(key, number)));
        }

        void commit(PutRequest put) {
            var edit = hub.published().edit();
            edit.txn(TxnRequest.of(put));
            var state = edit.seal();
            hub.publish(state);
            values.committed(edit, state, put.value().length());
        }

        void snapshot() throws IOException {
            var state = hub.published();
            var places = new Places();
            long number = snapshots++;
            var all = new Snapshots(disk);
            all.write(number, out -> SnapshotCodec.write(new SnapshotCodec.Content(0, state), out, places));
            values.moveInto(state, places, disk, Snapshots.name(number));
            if (number > 0) {
                all.delete(number - 1);
            }
        }

        /** Compacts at the newest revision. */
        void compact() {
            var edit = hub.published().edit();
            edit.compact(edit.revision());
            var compactions = List.copyOf(edit.compactions());
            var state = edit.seal();
            hub.publish(state);
            values.committed(edit, state, 0);
            for (var compaction : compactions) {
                var pruning = hub.published().edit();
                pruning.prune(compaction.trim());
                hub.publish(pruning.seal());
            }
        }

        List<KeyValue> all() {
            return hub.read(hub.published(), state -> state.range(RangeRequest.of(KeyRange.all())))
                    .kvs();
        }
    }

    private static Bytes key(int key) {
        return Bytes.utf8("key-%03d".formatted(key));
    }

    /** Says whose it is, in lengths from a few bytes to many kilobytes. */
    private static Bytes value(int key, long number) {
        var start = "%03d/%d/".formatted(key, number);
        return Bytes.utf8(start + "x".repeat((int) (number * 31 % 97 * (number % 7 == 0 ? 300 : 3))));
    }

    private static void assertOwnValue(KeyValue kv) {
        var parts = kv.value().toUtf8().split("/", 3);
        assertThat(kv.value()).isEqualTo(value(Integer.parseInt(parts[0]), Long.parseLong(parts[1])));
        assertThat(kv.key().toUtf8()).endsWith(parts[0]);
    }

    /** Puts, moves, snapshots and compactions in any order: what is read is what was put. */
    @Property(tries = 150)
    void readsWhatWasPutWhereverItLies(@ForAll long seed) throws IOException {
        var dice = new SplittableRandom(seed);
        var store = new Store(new MemoryDisk(), dice.nextInt(2) * 2000L);
        var expected = new Bytes[KEYS];
        for (int step = 0; step < 300; step++) {
            switch (dice.nextInt(12)) {
                case 0 -> store.snapshot();
                case 1, 2, 3 -> store.values.moveOne();
                case 4 -> {
                    if (store.hub.published().revision() > store.hub.published().compactedRevision() + 1) {
                        store.compact();
                    }
                }
                default -> {
                    int key = dice.nextInt(KEYS);
                    store.put(key, step);
                    expected[key] = value(key, step);
                }
            }
            for (var kv : store.all()) {
                assertThat(kv.value())
                        .isEqualTo(expected[Integer.parseInt(kv.key().toUtf8().substring(4))]);
            }
        }
        assertThat(store.disk.list().stream().filter(name -> name.startsWith("values-")))
                .hasSizeLessThan(3);
    }

    @Test
    void readersFindEachValueWhileItIsMoved() throws Exception {
        var store = new Store(new DirectoryDisk(directory, false), 0);
        var over = new AtomicBoolean();
        try (var threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var mover = threads.submit(store.values::run);
            var readers = new ArrayList<Future<?>>();
            for (int i = 0; i < 3; i++) {
                boolean interrupted = i == 0;
                readers.add(threads.submit(() -> {
                    while (!over.get()) {
                        if (interrupted) {
                            // Closes the channel under the other readers.
                            Thread.currentThread().interrupt();
                        }
                        store.all().forEach(ValuesTest::assertOwnValue);
                        assertThat(Thread.interrupted()).isEqualTo(interrupted);
                    }
                }));
            }
            for (int round = 0; round < 150; round++) {
                for (int n = 0; n < 100; n++) {
                    store.put(n * 7 % KEYS, round * 100L + n);
                }
                store.snapshot();
                if (round % 3 == 0) {
                    store.compact();
                }
            }
            over.set(true);
            for (var reader : readers) {
                reader.get();
            }
            store.values.stop();
            mover.get();
        }
        assertThat(store.all()).hasSize(KEYS).allSatisfy(ValuesTest::assertOwnValue);
    }

    @Test
    void aDamagedValueIsRefusedAndTheOthersAreRead() throws IOException {
        var disk = new MemoryDisk();
        var store = new Store(disk, 0);
        for (int key = 0; key < KEYS; key++) {
            store.put(key, key);
        }
        store.snapshot();
        var name = Snapshots.name(0);
        var content = disk.content(name).clone();
        content[content.length / 2] ^= 1;
        disk.replace(name, content);

        int lost = 0;
        for (int key = 0; key < KEYS; key++) {
            var range = RangeRequest.of(key(key));
            try {
                assertThat(store.hub.published().range(range).kvs()).allSatisfy(ValuesTest::assertOwnValue);
            } catch (LostValueException e) {
                assertThat(e.isGone()).isFalse();
                assertThat(e).hasMessageContaining(name);
                lost++;
            }
        }
        assertThat(lost).isEqualTo(1);
        assertThatThrownBy(store::all).hasMessageContaining("etcdserver: corrupt cluster");
    }

    @Test
    void theFilesOfValuesGoWithTheNextSnapshot() throws IOException {
        var disk = new MemoryDisk();
        var store = new Store(disk, 0);
        for (int round = 0; round < 5; round++) {
            for (int n = 0; n < 100; n++) {
                store.put(n % KEYS, n);
                store.values.moveOne();
            }
            assertThat(disk.list()).anyMatch(name -> name.startsWith("values-"));
            store.snapshot();
            assertThat(disk.list()).hasSize(1).allMatch(name -> name.startsWith("snapshot-"));
        }
    }

    @Test
    void valuesStayInMemoryWhileTheDiskIsFull() throws IOException {
        var disk = new MemoryDisk();
        var store = new Store(disk, 0);
        store.put(1, 1);
        store.values.moveOne();
        disk.limitRoom(0);
        for (int n = 2; n < 30; n++) {
            store.put(n, n);
            store.values.moveOne();
        }
        assertThat(store.all()).hasSize(29).allSatisfy(ValuesTest::assertOwnValue);
        disk.limitRoom(Long.MAX_VALUE);
        store.put(30, 30);
        store.values.moveOne();
        store.snapshot();
        assertThat(store.all()).hasSize(30).allSatisfy(ValuesTest::assertOwnValue);
    }

    @Test
    void whatAnEarlierProcessLeftIsRemoved() throws IOException {
        var disk = new MemoryDisk();
        var store = new Store(disk, 0);
        store.put(1, 1);
        store.values.moveOne();
        assertThat(disk.list()).hasSize(1);
        var _ = new Values(disk, 0);
        assertThat(disk.list()).isEmpty();
    }
}
