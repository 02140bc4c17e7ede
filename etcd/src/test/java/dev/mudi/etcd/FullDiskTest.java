package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.EtcdException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store on a real file system that has no room left. Needs root. */
class FullDiskTest {
    private static final int MEBIBYTES = 160;
    private static final Bytes VALUE = Bytes.wrap(new byte[200_000]);

    @TempDir
    Path directory;

    private static Bytes key(int number) {
        return Bytes.utf8("key-" + number);
    }

    @Test
    void acknowledgesNothingServesReadsAndGoesOnWithoutARestartWhenThereIsRoom() throws IOException {
        try (var disk = SmallDisk.mount(directory.resolve("image"), directory.resolve("mount"), MEBIBYTES)) {
            // No snapshot: it would make room.
            var options = EtcdOptions.of(disk.path().resolve("data")).withSnapshotAfterBytes(1L << 40);
            var written = new AtomicInteger();
            try (var etcd = EmbeddedEtcd.open(options)) {
                etcd.put(PutRequest.of(key(0), VALUE));
                disk.fill();
                fill(etcd, written);
                long revision = etcd.revision();

                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> etcd.put(PutRequest.of(key(-1), VALUE)))
                            .isInstanceOfSatisfying(
                                    EtcdException.class,
                                    e -> assertThat(e.code()).isEqualTo(Code.NO_SPACE));
                }
                assertThat(etcd.revision()).isEqualTo(revision);
                assertThat(etcd.get(key(0))).map(KeyValue::value).contains(VALUE);
                assertThat(etcd.get(key(-1))).isEmpty();

                disk.empty();

                await().atMost(Duration.ofSeconds(10))
                        .ignoreException(EtcdException.class)
                        .until(() -> {
                            etcd.put(PutRequest.of(key(-2), VALUE));
                            return true;
                        });
                assertThat(etcd.revision()).isEqualTo(revision + 1);
            }
            assertThat(EtcdCheck.run(options.dataDir())).isEmpty();
            try (var etcd = EmbeddedEtcd.open(options)) {
                for (int i = 0; i <= written.get(); i++) {
                    assertThat(etcd.get(key(i))).as("key %d", i).isPresent();
                }
                assertThat(etcd.get(key(-1))).isEmpty();
                assertThat(etcd.get(key(-2))).isPresent();
            }
        }
    }

    /** Writes until it is refused: the segment under way has its room already. */
    private static void fill(Etcd etcd, AtomicInteger written) {
        assertThatThrownBy(() -> {
                    for (int i = 1; i < 10_000; i++) {
                        etcd.put(PutRequest.of(key(i), VALUE));
                        written.set(i);
                    }
                })
                .isInstanceOf(EtcdException.class);
    }
}
