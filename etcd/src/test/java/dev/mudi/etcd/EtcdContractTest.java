package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.EtcdException.Code;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every engine of the store must do: the semantics of etcd's v3 API. A store stays from test to test. */
@ParameterizedClass
@EnumSource(Engine.class)
class EtcdContractTest extends KeyValueContract {
    private static Engine.Running running;

    @BeforeParameterizedClassInvocation
    static void start(Engine engine, @TempDir Path directory) throws Exception {
        running = engine.start(directory);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        running.stop();
    }

    EtcdContractTest(Engine engine) {
        // What runs was started with it.
    }

    @Override
    protected Etcd open() {
        return running.etcd();
    }

    @Override
    @AfterEach
    protected void closeStore() {
        etcd.deleteRange(DeleteRangeRequest.of(KeyRange.all()));
        etcd.leases().forEach(etcd::leaseRevoke);
    }

    @Test
    void deletesTheKeysOfARevokedLeaseInOneRevision() {
        long lease = etcd.leaseGrant(60, 0).id();
        etcd.put(PutRequest.of(key("a"), key("1")).withLease(lease));
        etcd.put(PutRequest.of(key("b"), key("1")).withLease(lease));
        put("c", "1");
        etcd.put(PutRequest.of(key("moved"), key("1")).withLease(lease));
        put("moved", "2");

        assertThat(etcd.leaseTimeToLive(lease, true).keys()).containsExactlyInAnyOrder(key("a"), key("b"));
        long revision = etcd.leaseRevoke(lease);

        assertThat(revision).isEqualTo(base + 6);
        assertThat(keys(RangeRequest.of(KeyRange.all()))).containsExactly("c", "moved");
        assertThat(etcd.leases()).doesNotContain(lease);
        assertThat(etcd.leaseTimeToLive(lease, true).ttlSeconds()).isEqualTo(-1);
        assertRefused(Code.LEASE_NOT_FOUND, () -> etcd.leaseRevoke(lease));
        assertRefused(Code.LEASE_NOT_FOUND, () -> etcd.leaseKeepAlive(lease));
        assertRefused(
                Code.LEASE_NOT_FOUND,
                () -> etcd.put(PutRequest.of(key("a"), key("1")).withLease(lease)));
    }

    @Test
    void grantsLeasesWithTheirTimeToLive() {
        var granted = etcd.leaseGrant(100, 4711);

        assertThat(granted.id()).isEqualTo(4711);
        assertThat(granted.ttlSeconds()).isEqualTo(100);
        assertThat(etcd.leases()).contains(4711L);
        assertThat(etcd.leaseKeepAlive(4711)).isEqualTo(100);
        assertThat(etcd.leaseTimeToLive(4711, false).grantedTtlSeconds()).isEqualTo(100);
        assertThat(etcd.leaseTimeToLive(4711, false).ttlSeconds()).isBetween(90L, 100L);
        assertRefused(Code.LEASE_EXISTS, () -> etcd.leaseGrant(100, 4711));
        assertRefused(Code.LEASE_TTL_TOO_LARGE, () -> etcd.leaseGrant(9_000_000_001L, 0));
        etcd.leaseRevoke(4711);
    }

    @Test
    void tellsWatchersWhatComes() {
        put("a/0", "before");
        var seen = new RecordingListener();
        try (var watch = etcd.watch(WatchRequest.of(KeyRange.prefix("a/")).withPrevKv(), seen)) {
            put("a/1", "1");
            put("b", "other");
            put("a/1", "2");
            long last = delete("a/1");

            seen.awaitRevision(last);
            assertThat(seen.events())
                    .extracting(e -> e.type() + " " + e.kv().key().toUtf8() + "@" + (e.kv().modRevision() - base))
                    .containsExactly("PUT a/1@2", "PUT a/1@4", "DELETE a/1@5");
            assertThat(seen.events().get(2).prevKv()).map(KeyValue::value).contains(key("2"));
            assertThat(seen.events().get(0).isCreate()).isTrue();
            assertThat(seen.events().get(0).prevKv()).isEmpty();
            assertThat(watch.revision()).isGreaterThanOrEqualTo(last);
        }
        put("a/1", "after close");
        assertThat(seen.events()).hasSize(3);
    }

    @Test
    void tellsWatchersTheHistoryFirst() {
        put("a", "1");
        put("a", "2");
        delete("a");
        var seen = new RecordingListener();
        try (var _ = etcd.watch(WatchRequest.of(KeyRange.of(key("a"))).from(base + 2), seen)) {
            long last = put("a", "3");

            seen.awaitRevision(last);
            assertThat(seen.revisions()).containsExactly(base + 2, base + 3, base + 4);
        }
    }

    @Test
    void tellsWatchersAllEventsOfARevisionAtOnce() {
        var seen = new RecordingListener();
        try (var _ = etcd.watch(WatchRequest.of(KeyRange.all()), seen)) {
            etcd.txn(TxnRequest.of(PutRequest.of(key("b"), key("1")), PutRequest.of(key("a"), key("1"))));

            seen.awaitRevision(base + 1);
            assertThat(seen.calls())
                    .singleElement()
                    .satisfies(events -> assertThat(events)
                            .extracting(e -> e.kv().key().toUtf8())
                            .containsExactly("b", "a"));
        }
    }

    @Test
    void filtersEventsOfWatchers() {
        var seen = new RecordingListener();
        var request = new WatchRequest(KeyRange.all(), 0, false, Set.of(WatchEvent.Type.PUT));
        try (var _ = etcd.watch(request, seen)) {
            put("a", "1");
            long last = delete("a");

            seen.awaitRevision(last);
            assertThat(seen.events()).extracting(WatchEvent::type).containsExactly(WatchEvent.Type.DELETE);
        }
    }

    @Test
    void waitsForAStartInTheFuture() {
        var seen = new RecordingListener();
        try (var _ = etcd.watch(WatchRequest.of(KeyRange.all()).from(base + 3), seen)) {
            put("a", "1");
            put("a", "2");
            long last = put("a", "3");

            seen.awaitRevision(last);
            assertThat(seen.revisions()).containsExactly(base + 3);
        }
    }

    @Test
    void endsAWatchThatStartsBeforeTheCompactedRevision() {
        put("a", "1");
        put("a", "2");
        put("a", "3");
        etcd.compact(base + 2);

        var late = new RecordingListener();
        etcd.watch(WatchRequest.of(KeyRange.all()).from(base + 1), late);
        late.awaitCompacted();
        assertThat(late.compactedAt()).isEqualTo(base + 2);

        var inTime = new RecordingListener();
        try (var _ = etcd.watch(WatchRequest.of(KeyRange.all()).from(base + 2), inTime)) {
            inTime.awaitRevision(base + 3);
            assertThat(inTime.revisions()).containsExactly(base + 2, base + 3);
        }
    }
}
