package dev.mudi.etcd.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.StoreFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only members have, on one of three that share a log in memory. */
class ReplicatedEtcdTest extends StoreFixture {
    private ReplicatedMembers members;

    @Override
    protected Etcd open() throws IOException {
        members = ReplicatedMembers.start(3);
        return members.get(1);
    }

    @AfterEach
    void closeMembers() {
        members.close();
    }

    @Test
    void everyMemberHasTheSame() {
        put("a", "1");
        put("b", "2");
        etcd.compact(base + 1);

        var all = RangeRequest.of(KeyRange.all());
        assertThat(members.all())
                .allSatisfy(member -> assertThat(member.range(all)).isEqualTo(etcd.range(all)));
    }

    @Test
    void givesALeaseItsWholeTimeAgainWhenTheLeaderChanges() {
        etcd.leaseGrant(100, 4711);
        members.advance(Duration.ofSeconds(60));
        assertThat(etcd.leaseTimeToLive(4711, false).ttlSeconds()).isEqualTo(40);

        members.lead(2);

        assertThat(etcd.leaseTimeToLive(4711, false).ttlSeconds()).isEqualTo(100);
        assertThat(etcd.leaseKeepAlive(4711)).isEqualTo(100);
        assertThat(put("a", "after")).isEqualTo(base + 1);
    }

    @Test
    void renewsALeaseWhenThereIsALeaderAgain() {
        etcd.leaseGrant(100, 4711);
        members.depose();
        var renewals = members.all().stream()
                .map(member -> member.replica().renew(4711))
                .toList();
        var left = members.all().getFirst().replica().remaining(4711);
        assertThat(renewals).noneMatch(CompletableFuture::isDone);
        assertThat(left).isNotDone();

        members.lead(2);

        assertThat(renewals).allSatisfy(renewal -> assertThat(renewal.join()).isEqualTo(100));
        assertThat(left.join()).isEqualTo(100);
    }
}
