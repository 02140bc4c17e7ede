package dev.mudi.etcd.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdContract;
import dev.mudi.etcd.EtcdOptions.Retention;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.commit.Upkeep;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract on one of three members that share a log in memory. */
class ReplicatedEtcdTest extends EtcdContract {
    private final SharedLog log = new SharedLog();
    private final List<ReplicatedEtcd> members = new ArrayList<>();

    @Override
    protected Etcd open() throws IOException {
        var logs = List.of(log.join(), log.join(), log.join());
        for (int i = 0; i < logs.size(); i++) {
            members.add(ReplicatedEtcd.start(options(i + 1L, 1L << 30), logs.get(i), upkeep()));
        }
        return members.get(1);
    }

    private static ReplicaOptions options(long member, long quotaBytes) {
        long start = System.nanoTime();
        return new ReplicaOptions(
                member,
                member,
                () -> Instant.EPOCH.plusNanos(System.nanoTime() - start),
                Retention.EVERYTHING,
                quotaBytes,
                ReplicaOptions.PATIENCE);
    }

    private static Upkeep upkeep() {
        return new Upkeep(_ -> 0, 0, Long.MAX_VALUE, 0);
    }

    @AfterEach
    void closeMembers() {
        members.forEach(ReplicatedEtcd::close);
    }

    @Test
    void everyMemberHasTheSame() {
        put("a", "1");
        put("b", "2");
        etcd.compact(base + 1);

        var all = RangeRequest.of(KeyRange.all());
        assertThat(members).allSatisfy(member -> assertThat(member.range(all)).isEqualTo(etcd.range(all)));
    }

    @Test
    void givesALeaseItsWholeTimeAgainWhenTheLeaderChanges() {
        etcd.leaseGrant(100, 4711);

        log.lead(2);

        assertThat(etcd.leaseTimeToLive(4711, false).ttlSeconds()).isBetween(98L, 100L);
        assertThat(etcd.leaseKeepAlive(4711)).isEqualTo(100);
        assertThat(put("a", "after")).isEqualTo(base + 1);
    }
}
