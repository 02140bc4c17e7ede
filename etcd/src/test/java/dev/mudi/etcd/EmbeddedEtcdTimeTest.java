package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.EtcdOptions.Retention;
import dev.mudi.etcd.state.Alarms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded store does by the clock. */
class EmbeddedEtcdTimeTest {
    private static final Bytes KEY = Bytes.utf8("a");

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    private EmbeddedEtcd open(Retention retention) throws IOException {
        return EmbeddedEtcd.open(
                EtcdOptions.of(directory).withFsync(false).withClock(now::get).withRetention(retention));
    }

    private void advance(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    @Test
    void deletesTheKeysOfALeaseThatIsNotRenewed() throws IOException {
        try (var etcd = open(Retention.EVERYTHING)) {
            long lease = etcd.leaseGrant(10, 0).id();
            etcd.put(PutRequest.of(KEY, KEY).withLease(lease));
            advance(Duration.ofSeconds(9));
            etcd.leaseKeepAlive(lease);
            advance(Duration.ofSeconds(9));
            assertThat(etcd.leaseTimeToLive(lease, false).ttlSeconds()).isEqualTo(1);
            assertThat(etcd.get(KEY)).isPresent();

            advance(Duration.ofSeconds(1));

            await().until(() -> etcd.get(KEY).isEmpty());
            assertThat(etcd.leases()).isEmpty();
            assertThatThrownBy(() -> etcd.leaseKeepAlive(lease))
                    .isInstanceOfSatisfying(
                            EtcdException.class, e -> assertThat(e.code()).isEqualTo(Code.LEASE_NOT_FOUND));
        }
    }

    @Test
    void givesALeaseItsWholeTimeAfterARestart() throws IOException {
        long lease;
        try (var etcd = open(Retention.EVERYTHING)) {
            lease = etcd.leaseGrant(10, 0).id();
            advance(Duration.ofSeconds(9));
        }
        try (var etcd = open(Retention.EVERYTHING)) {
            assertThat(etcd.leaseTimeToLive(lease, false).ttlSeconds()).isEqualTo(10);
        }
    }

    @Test
    void compactsByTheClock() throws IOException {
        try (var etcd = open(new Retention(Duration.ofMinutes(5), 0))) {
            long old = etcd.put(PutRequest.of(KEY, KEY)).revision();

            await().until(() -> {
                advance(Duration.ofSeconds(30));
                return etcd.compactedRevision() == old;
            });

            assertThat(etcd.get(KEY)).isPresent();
        }
    }

    @Test
    void compactsWhatIsMoreThanTheNumberToRetain() throws IOException {
        try (var etcd = open(new Retention(Duration.ZERO, 100))) {
            for (int i = 0; i < 1000; i++) {
                etcd.put(PutRequest.of(KEY, KEY));
            }
            await().until(() -> etcd.compactedRevision() >= etcd.revision() - 111);
            assertThat(etcd.compactedRevision()).isLessThanOrEqualTo(etcd.revision() - 100);
        }
    }

    @Test
    void givesTheQuotaBackWhatCompactionFreesWhenTheAlarmIsTakenOff() throws IOException {
        var value = Bytes.wrap(new byte[10_000]);
        var options = EtcdOptions.of(directory)
                .withFsync(false)
                .withRetention(Retention.EVERYTHING)
                .withQuotaBytes(100_000);
        try (var etcd = EmbeddedEtcd.open(options)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            etcd.put(PutRequest.of(KEY, value));
                        }
                    })
                    .isInstanceOfSatisfying(
                            EtcdException.class, e -> assertThat(e.code()).isEqualTo(Code.NO_SPACE));
            assertThat(etcd.get(KEY)).isPresent();
            etcd.deleteRange(DeleteRangeRequest.of(KEY));

            etcd.compact(etcd.revision());

            await().until(() -> etcd.status().usedBytes() < 1000);
            assertThatThrownBy(() -> etcd.put(PutRequest.of(KEY, value)))
                    .isInstanceOfSatisfying(
                            EtcdException.class, e -> assertThat(e.code()).isEqualTo(Code.NO_SPACE));
            etcd.configure(
                    Alarms.all(etcd.settings()).stream().map(Alarms::takeOff).toList());
            etcd.put(PutRequest.of(KEY, value));
            assertThat(etcd.status().keys()).isEqualTo(1);
        }
    }
}
