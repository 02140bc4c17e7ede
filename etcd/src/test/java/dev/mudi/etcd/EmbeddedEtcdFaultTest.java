package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.EtcdOptions.Retention;
import dev.mudi.etcd.commit.Recovery;
import dev.mudi.etcd.log.DamageException;
import dev.mudi.etcd.log.MemoryDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store on disks that fail. */
class EmbeddedEtcdFaultTest {
    private static final long SEGMENT = 16 << 10;

    @TempDir
    Path directory;

    private EmbeddedEtcd open(MemoryDisk disk, String name) throws IOException {
        var options = EtcdOptions.of(directory.resolve(name))
                .withRetention(Retention.EVERYTHING)
                .withSnapshotAfterBytes(30_000);
        return EmbeddedEtcd.open(options, disk, SEGMENT);
    }

    private static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }

    private static long put(Etcd etcd, String key, String value) {
        return etcd.put(PutRequest.of(bytes(key), bytes(value))).revision();
    }

    @Test
    void servesReadsOnAFullDiskAndGoesOnWhenThereIsRoom() throws IOException {
        var disk = new MemoryDisk();
        try (var etcd = open(disk, "full")) {
            long before = put(etcd, "a", "1");
            disk.limitRoom(0);
            assertThatThrownBy(() -> put(etcd, "a", "2"))
                    .isInstanceOfSatisfying(
                            EtcdException.class, e -> assertThat(e.code()).isEqualTo(Code.NO_SPACE));
            assertThatThrownBy(() -> etcd.leaseGrant(60, 0)).isInstanceOf(EtcdException.class);
            assertThat(etcd.get(bytes("a"))).map(KeyValue::value).contains(bytes("1"));
            assertThat(etcd.revision()).isEqualTo(before);
            assertThat(etcd.leases()).isEmpty();

            disk.limitRoom(Long.MAX_VALUE);

            assertThat(put(etcd, "a", "3")).isEqualTo(before + 1);
        }
        try (var etcd = open(disk, "full")) {
            assertThat(etcd.get(bytes("a"))).map(KeyValue::value).contains(bytes("3"));
        }
    }

    @Test
    void saysThatItDoesNotKnowWhenTheDiskFails() throws IOException {
        var disk = new MemoryDisk();
        try (var etcd = open(disk, "failing")) {
            disk.failForce(true);
            assertThatThrownBy(() -> put(etcd, "a", "1"))
                    .isInstanceOfSatisfying(
                            EtcdException.class, e -> assertThat(e.code()).isEqualTo(Code.TIMEOUT));
            disk.failForce(false);
            put(etcd, "a", "2");
            assertThat(etcd.get(bytes("a"))).map(KeyValue::value).contains(bytes("2"));
        }
    }

    @Test
    void startsFromTheOlderSnapshotWhenTheNewerIsDamaged() throws IOException {
        var disk = new MemoryDisk();
        RangeResponse expected;
        try (var etcd = open(disk, "snapshots")) {
            for (int i = 0; i < 400 || snapshots(disk) < 2; i++) {
                put(etcd, "key-" + i % 50, "value " + i);
            }
            await().until(() -> disk.list().stream().noneMatch(name -> name.endsWith(".tmp")));
            expected = etcd.range(RangeRequest.of(KeyRange.all()));
        }
        var newest = disk.list().stream()
                .filter(name -> name.startsWith("snapshot-"))
                .reduce((_, last) -> last)
                .orElseThrow();
        disk.content(newest)[100] ^= 1;

        assertThat(Recovery.check(disk))
                .singleElement()
                .satisfies(damage -> assertThat(damage.file()).endsWith(newest));
        try (var etcd = open(disk, "snapshots")) {
            assertThat(etcd.range(RangeRequest.of(KeyRange.all()))).isEqualTo(expected);
        }
    }

    private static long snapshots(MemoryDisk disk) {
        return disk.list().stream()
                .filter(name -> name.matches("snapshot-[0-9a-f]{16}"))
                .count();
    }

    @Test
    void refusesToStartOnADamagedLog() throws IOException {
        var disk = new MemoryDisk();
        try (var etcd = open(disk, "damaged")) {
            for (int i = 0; i < 10; i++) {
                put(etcd, "a", "value " + i);
            }
        }
        disk.content(disk.list().getFirst())[100] ^= 1;

        assertThatThrownBy(() -> open(disk, "damaged"))
                .isInstanceOf(DamageException.class)
                .hasMessageContaining("is damaged at offset");
    }

    @Test
    void writesWholeSnapshotsBesideCompactions() throws IOException {
        var disk = new MemoryDisk();
        var options = EtcdOptions.of(directory.resolve("compacting"))
                .withRetention(Retention.EVERYTHING)
                .withSnapshotAfterBytes(2000);
        for (int run = 0; run < 5; run++) {
            try (var etcd = EmbeddedEtcd.open(options, disk, SEGMENT)) {
                for (int i = 0; i < 600; i++) {
                    long revision = put(etcd, "key-" + i % 7, "value " + i);
                    if (i % 11 == 0) {
                        etcd.deleteRange(DeleteRangeRequest.of(bytes("key-" + i % 5)));
                    }
                    if (i % 3 == 0) {
                        etcd.compact(revision);
                    }
                }
            }
            assertThat(Recovery.check(disk)).isEmpty();
        }
        assertThat(disk.list()).filteredOn(name -> name.startsWith("snapshot-")).hasSize(2);
    }

    /** Takes images of the disk as a crash would leave it, while writers write, and looks for what was acknowledged before. */
    @Test
    void losesNoAcknowledgedWriteInACrash() throws Exception {
        var disk = new MemoryDisk();
        var dice = new SplittableRandom(42);
        Map<String, Long> acknowledged = new ConcurrentHashMap<>();
        try (var etcd = open(disk, "running");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int crash = 0; crash < 30; crash++) {
                long goal = etcd.revision() + dice.nextInt(200);
                var writers = new ArrayList<Future<?>>();
                for (int w = 0; w < 8; w++) {
                    int writer = w;
                    writers.add(threads.submit(() -> write(etcd, writer, acknowledged)));
                }
                await().until(() -> etcd.revision() > goal);
                var expected = Map.copyOf(acknowledged);
                var image = disk.copy();
                image.crash(dice);
                for (var writer : writers) {
                    writer.get();
                }
                assertHolds(image, "crash-" + crash, expected);
                if (crash % 5 == 4) {
                    etcd.compact(etcd.revision() - 20);
                }
            }
        }
    }

    private static void write(Etcd etcd, int writer, Map<String, Long> acknowledged) {
        for (int i = 0; i < 40; i++) {
            var key = "key-" + writer + "-" + i % 20;
            acknowledged.put(key, put(etcd, key, "value " + i));
        }
    }

    private void assertHolds(MemoryDisk image, String name, Map<String, Long> expected) throws IOException {
        try (var etcd = open(image, name)) {
            expected.forEach((key, revision) -> assertThat(etcd.get(bytes(key)))
                    .as(key)
                    .hasValueSatisfying(kv -> assertThat(kv.modRevision()).isGreaterThanOrEqualTo(revision)));
        }
        assertThat(Recovery.check(image)).isEmpty();
    }
}
