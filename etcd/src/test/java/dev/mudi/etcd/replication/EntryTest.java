package dev.mudi.etcd.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeRequest.RevisionBounds;
import dev.mudi.etcd.RangeRequest.SortOrder;
import dev.mudi.etcd.RangeRequest.SortTarget;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.auth.Caller;
import dev.mudi.etcd.commit.Proposal;
import dev.mudi.etcd.state.Settings;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryTest {
    private static final Bytes KEY = Bytes.utf8("key");

    private static final Entry ENTRY = new Entry(
            -7,
            3,
            2,
            List.of(
                    new Proposal.Txn(everything()),
                    new Proposal.LeaseGrant(60, -1),
                    new Proposal.LeaseRevoke(4711),
                    new Proposal.Compact(99),
                    new Proposal.Guarded(new Caller("alice", 7), new Proposal.LeaseRevoke(3)),
                    new Proposal.Configure(
                            -1, List.of(Settings.Change.set(KEY, Bytes.EMPTY), Settings.Change.remove(KEY))),
                    new Proposal.Barrier()));

    private static TxnRequest everything() {
        return new TxnRequest(
                List.of(
                        Compare.version(KEY, Compare.Result.EQUAL, 1),
                        Compare.createRevision(KEY, Compare.Result.LESS, 2),
                        Compare.modRevision(KEY, Compare.Result.GREATER, 3),
                        Compare.lease(KEY, Compare.Result.NOT_EQUAL, -4),
                        Compare.value(KEY, Compare.Result.EQUAL, Bytes.utf8("value"))),
                List.of(
                        new PutRequest(KEY, Bytes.utf8("value"), -5, true, false, true),
                        new PutRequest(KEY, Bytes.EMPTY, 0, false, true, false),
                        DeleteRangeRequest.of(KeyRange.prefix("k")).withPrevKv()),
                List.of(
                        RangeRequest.of(KeyRange.all())
                                .atRevision(7)
                                .withLimit(8)
                                .keysOnly()
                                .sortedBy(SortTarget.MOD_REVISION, SortOrder.DESCENDING)
                                .within(new RevisionBounds(1, 2, 3, 4)),
                        TxnRequest.when(Compare.absent(KEY), DeleteRangeRequest.of(KEY))));
    }

    @Test
    void isTheSameAfterTheLog() {
        assertThat(Entry.decode(ENTRY.encode())).isEqualTo(ENTRY);
    }

    @Test
    void refusesBytesThatEndTooEarly() {
        var bytes = ENTRY.encode().array();

        for (int length = 0; length < bytes.length; length++) {
            var cut = Bytes.wrap(Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Entry.decode(cut)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void doesNothingInAnotherTermThanItWasMeantFor() {
        var put = new Entry(1, 1, 2, List.of(new Proposal.Txn(TxnRequest.of(PutRequest.of(KEY, KEY)))));

        var late = Machine.empty().apply(1, 3, put);
        var inTime = Machine.empty().apply(1, 2, put);

        assertThat(late.answers()).isEmpty();
        assertThat(late.machine().state().keyCount()).isZero();
        assertThat(inTime.answers()).hasSize(1);
        assertThat(inTime.machine().state().keyCount()).isEqualTo(1);
    }
}
