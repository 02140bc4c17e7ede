package dev.mudi.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.EtcdOptions.Retention;
import dev.mudi.etcd.PutRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactorTest {
    @TempDir
    Path directory;

    private EmbeddedEtcd etcd;

    @BeforeEach
    void open() throws IOException {
        etcd = EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false).withRetention(Retention.EVERYTHING));
    }

    @AfterEach
    void close() {
        etcd.close();
    }

    private void put() {
        etcd.put(PutRequest.of(Bytes.utf8("/registry/a"), Bytes.utf8("1")));
    }

    @Test
    void compactsToWhatWasOneIntervalAgo() {
        var compactor = new Compactor(etcd, Duration.ofMinutes(5));
        put();

        compactor.step();
        long seen = etcd.revision();
        put();
        assertThat(etcd.compactedRevision()).isZero();
        compactor.step();

        assertThat(etcd.compactedRevision()).isEqualTo(seen);
    }

    @Test
    void oneOfTwoCompactsAndTheOtherTakesOverWhenItIsGone() {
        var one = new Compactor(etcd, Duration.ofMinutes(5));
        var other = new Compactor(etcd, Duration.ofMinutes(5));
        put();
        one.step();
        other.step();
        put();

        one.step();
        long compacted = etcd.compactedRevision();
        assertThat(compacted).isPositive();
        other.step();
        assertThat(etcd.compactedRevision()).as("the other only learns").isEqualTo(compacted);

        put();
        other.step();
        assertThat(etcd.compactedRevision()).isGreaterThan(compacted);
    }
}
