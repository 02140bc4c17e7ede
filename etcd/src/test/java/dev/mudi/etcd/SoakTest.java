package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.EtcdOptions.Retention;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short {@link Soak}; the long one is run by hand. */
class SoakTest {
    private static final int UPDATES = 300_000;
    private static final int KEYS = 2_000;
    private static final int WRITERS = 500;
    private static final long SNAPSHOT_AFTER = 8L << 20;
    private static final long MOST_ON_DISK = 160L << 20;

    @TempDir
    Path directory;

    private EtcdOptions options(Retention retention) {
        return EtcdOptions.of(directory.resolve("data"))
                .withFsync(false)
                .withRetention(retention)
                .withSnapshotAfterBytes(SNAPSHOT_AFTER);
    }

    @Test
    void keepsDirectoryAndHeapFlatWhenItCompactsByRevision() throws Exception {
        assertFlat(options(new Retention(Duration.ZERO, 10_000)));
    }

    @Test
    void keepsDirectoryAndHeapFlatWhenItCompactsByTime() throws Exception {
        // So short that it is over many times within the test, however fast the machine.
        assertFlat(options(new Retention(Duration.ofMillis(50), 0)));
    }

    private static void assertFlat(EtcdOptions options) throws Exception {
        var samples = Soak.run(options, UPDATES, KEYS, WRITERS);
        assertThat(samples.getLast().revision()).isGreaterThan(UPDATES);
        var early = samples.get(2);
        for (var sample : samples.subList(3, samples.size())) {
            // Two snapshots, the log since the older one, the room made ahead, and what comes before a snapshot is
            // done.
            assertThat(sample.directoryBytes()).as("directory of %s", sample).isLessThan(MOST_ON_DISK);
            assertThat(sample.retained()).as("revisions of %s", sample).isLessThan(UPDATES / 5);
            assertThat(sample.heapBytes()).as("heap of %s", sample).isLessThan(early.heapBytes() + (64L << 20));
        }
    }
}
