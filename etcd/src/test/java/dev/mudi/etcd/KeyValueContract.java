package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Compare.Result;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.RangeRequest.RevisionBounds;
import dev.mudi.etcd.RangeRequest.SortOrder;
import dev.mudi.etcd.RangeRequest.SortTarget;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every engine must do with keys, ranges, transactions and compaction; the first half of {@link EtcdContractTest}. */
abstract class KeyValueContract extends StoreFixture {
    @Test
    void countsVersionsOfAKeyFromItsCreation() {
        put("a", "1");
        put("a", "2");

        assertThat(etcd.get(key("a"))).contains(new KeyValue(key("a"), key("2"), base + 1, base + 2, 2, 0));
    }

    @Test
    void startsAVersionAnewAfterADeletion() {
        put("a", "1");
        delete("a");
        put("a", "2");

        assertThat(etcd.get(key("a"))).contains(new KeyValue(key("a"), key("2"), base + 3, base + 3, 1, 0));
    }

    @Test
    void takesNoRevisionForADeletionOfNothing() {
        put("a", "1");

        var response = etcd.deleteRange(DeleteRangeRequest.of(key("b")));

        assertThat(response).isEqualTo(new DeleteRangeResponse(base + 1, 0, List.of()));
        assertThat(etcd.revision()).isEqualTo(base + 1);
    }

    @Test
    void answersWhatWasThereBefore() {
        put("a", "1");
        var before = etcd.get(key("a"));

        assertThat(etcd.put(PutRequest.of(key("a"), key("2")).withPrevKv()).prevKv())
                .isEqualTo(before);
        var deleted = etcd.deleteRange(DeleteRangeRequest.of(key("a")).withPrevKv());
        assertThat(deleted.prevKvs()).extracting(KeyValue::value).containsExactly(key("2"));
    }

    @Test
    void readsAnyRevisionAsItWas() {
        put("a", "1");
        put("b", "1");
        put("a", "2");
        delete("b");

        var all = RangeRequest.of(KeyRange.all());
        assertThat(keys(all.atRevision(base + 1))).containsExactly("a");
        assertThat(keys(all.atRevision(base + 2))).containsExactly("a", "b");
        assertThat(etcd.range(all.atRevision(base + 2)).kvs().getFirst().value())
                .isEqualTo(key("1"));
        assertThat(keys(all.atRevision(base + 3))).containsExactly("a", "b");
        assertThat(keys(all)).containsExactly("a");
        assertThat(etcd.range(all.atRevision(base + 2)).revision()).isEqualTo(base + 4);
        assertThat(etcd.range(all.atRevision(base + 2).countOnly()).count()).isEqualTo(2);
    }

    @Test
    void limitsARangeAndCountsAllOfIt() {
        for (int i = 0; i < 10; i++) {
            put("a/" + i, "x");
        }
        put("b", "x");

        var response = etcd.range(RangeRequest.of(KeyRange.prefix("a/")).withLimit(3));

        assertThat(response.kvs()).extracting(kv -> kv.key().toUtf8()).containsExactly("a/0", "a/1", "a/2");
        assertThat(response.more()).isTrue();
        assertThat(response.count()).isEqualTo(10);
        assertThat(etcd.range(RangeRequest.of(KeyRange.prefix("a/")).withLimit(10))
                        .more())
                .isFalse();
    }

    @Test
    void paginatesOneSnapshotWhileKeysChange() {
        for (int i = 0; i < 6; i++) {
            put("a/" + i, "x");
        }
        long snapshot = etcd.revision();
        var first = etcd.range(RangeRequest.of(KeyRange.prefix("a/")).withLimit(3));
        delete("a/4");
        put("a/35", "new");

        var rest = KeyRange.between(key("a/2\0"), KeyRange.prefix("a/").rangeEnd());
        var second = etcd.range(RangeRequest.of(rest).atRevision(snapshot).withLimit(3));

        assertThat(first.kvs()).hasSize(3);
        assertThat(second.kvs()).extracting(kv -> kv.key().toUtf8()).containsExactly("a/3", "a/4", "a/5");
        assertThat(second.count()).isEqualTo(3);
        assertThat(second.more()).isFalse();
    }

    @Test
    void knowsTheKindsOfRanges() {
        List.of("a", "a/1", "a/2", "b", "c").forEach(key -> put(key, "x"));

        assertThat(keys(RangeRequest.of(KeyRange.of(key("a"))))).containsExactly("a");
        assertThat(keys(RangeRequest.of(KeyRange.prefix("a")))).containsExactly("a", "a/1", "a/2");
        assertThat(keys(RangeRequest.of(KeyRange.from(key("b"))))).containsExactly("b", "c");
        assertThat(keys(RangeRequest.of(KeyRange.between(key("a/2"), key("c")))))
                .containsExactly("a/2", "b");
        assertThat(keys(RangeRequest.of(KeyRange.between(key("c"), key("a"))))).isEmpty();
        assertThat(keys(RangeRequest.of(KeyRange.all()))).hasSize(5);
    }

    @Test
    void ordersKeysAsUnsignedBytes() {
        var high = Bytes.copyOf((byte) 0xff, (byte) 1);
        etcd.put(PutRequest.of(high, key("x")));
        put("a", "x");

        assertThat(etcd.range(RangeRequest.of(KeyRange.all())).kvs())
                .extracting(KeyValue::key)
                .containsExactly(key("a"), high);
        assertThat(etcd.range(RangeRequest.of(KeyRange.prefix(Bytes.copyOf((byte) 0xff))))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void sortsByAnyTarget() {
        put("a", "3");
        put("b", "1");
        put("c", "2");
        put("a", "0");

        var all = RangeRequest.of(KeyRange.all());
        assertThat(keys(all.sortedBy(SortTarget.KEY, SortOrder.DESCENDING))).containsExactly("c", "b", "a");
        assertThat(keys(all.sortedBy(SortTarget.VALUE, SortOrder.ASCENDING))).containsExactly("a", "b", "c");
        assertThat(keys(all.sortedBy(SortTarget.MOD_REVISION, SortOrder.NONE))).containsExactly("b", "c", "a");
        assertThat(keys(all.sortedBy(SortTarget.CREATE_REVISION, SortOrder.DESCENDING)))
                .containsExactly("c", "b", "a");
        assertThat(keys(all.sortedBy(SortTarget.VERSION, SortOrder.DESCENDING).withLimit(1)))
                .containsExactly("a");
    }

    @Test
    void filtersByRevisionBounds() {
        put("a", "x");
        put("b", "x");
        put("a", "y");

        var all = RangeRequest.of(KeyRange.all());
        assertThat(keys(all.within(new RevisionBounds(base + 3, 0, 0, 0)))).containsExactly("a");
        assertThat(keys(all.within(new RevisionBounds(0, base + 2, 0, 0)))).containsExactly("b");
        assertThat(keys(all.within(new RevisionBounds(0, 0, base + 2, 0)))).containsExactly("b");
        assertThat(keys(all.within(new RevisionBounds(0, 0, 0, base + 1)))).containsExactly("a");
    }

    @Test
    void leavesValuesOutWhenKeysAreEnough() {
        put("a", "long");

        var response = etcd.range(RangeRequest.of(KeyRange.all()).keysOnly());

        assertThat(response.kvs()).singleElement().satisfies(kv -> {
            assertThat(kv.value().isEmpty()).isTrue();
            assertThat(kv.modRevision()).isEqualTo(base + 1);
        });
        var counted = etcd.range(RangeRequest.of(KeyRange.all()).countOnly());
        assertThat(counted.kvs()).isEmpty();
        assertThat(counted.count()).isEqualTo(1);
    }

    @Test
    void refusesRequestsWithoutAKey() {
        assertRefused(Code.EMPTY_KEY, () -> put("", "x"));
        assertRefused(Code.EMPTY_KEY, () -> delete(""));
        assertRefused(Code.EMPTY_KEY, () -> etcd.get(Bytes.EMPTY));
    }

    @Test
    void refusesRevisionsOfTheFuture() {
        assertRefused(
                Code.FUTURE_REVISION, () -> etcd.range(RangeRequest.of(key("a")).atRevision(base + 1)));
        assertRefused(Code.FUTURE_REVISION, () -> etcd.compact(base + 1));
    }

    @Test
    void takesTheBranchThatTheComparisonsChoose() {
        put("a", "1");

        var create = TxnRequest.when(Compare.absent(key("a")), PutRequest.of(key("a"), key("2")))
                .otherwise(RangeRequest.of(key("a")));
        var refused = etcd.txn(create);
        assertThat(refused.succeeded()).isFalse();
        assertThat(((RangeResponse) refused.responses().getFirst())
                        .kvs()
                        .getFirst()
                        .value())
                .isEqualTo(key("1"));

        var update = TxnRequest.when(Compare.unchangedSince(key("a"), base + 1), PutRequest.of(key("a"), key("2")));
        assertThat(etcd.txn(update).succeeded()).isTrue();
        assertThat(etcd.txn(update).succeeded()).isFalse();
        assertThat(etcd.get(key("a"))).map(KeyValue::value).contains(key("2"));
    }

    @Test
    void comparesEveryTarget() {
        put("a", "5");
        put("a", "5");

        assertThat(holds(Compare.version(key("a"), Result.EQUAL, 2))).isTrue();
        assertThat(holds(Compare.version(key("a"), Result.GREATER, 2))).isFalse();
        assertThat(holds(Compare.createRevision(key("a"), Result.LESS, base + 2)))
                .isTrue();
        assertThat(holds(Compare.modRevision(key("a"), Result.NOT_EQUAL, base + 1)))
                .isTrue();
        assertThat(holds(Compare.lease(key("a"), Result.EQUAL, 0))).isTrue();
        assertThat(holds(Compare.value(key("a"), Result.GREATER, key("4")))).isTrue();
        assertThat(holds(Compare.value(key("nothing"), Result.NOT_EQUAL, key("4"))))
                .isFalse();
        assertThat(holds(Compare.version(key("nothing"), Result.EQUAL, 0))).isTrue();
    }

    @Test
    void comparesEachKeyOfARange() {
        put("a/1", "x");
        put("a/2", "x");
        put("a/2", "x");

        var range = KeyRange.prefix("a/");
        assertThat(holds(new Compare(range, Result.GREATER, new Compare.Version(0))))
                .isTrue();
        assertThat(holds(new Compare(range, Result.EQUAL, new Compare.Version(1))))
                .isFalse();
    }

    private boolean holds(Compare compare) {
        return etcd.txn(TxnRequest.when(compare)).succeeded();
    }

    @Test
    void givesAllChangesOfATransactionOneRevision() {
        put("old", "x");

        var response = etcd.txn(TxnRequest.of(
                PutRequest.of(key("a"), key("1")),
                RangeRequest.of(key("a")),
                DeleteRangeRequest.of(key("old")),
                PutRequest.of(key("b"), key("1"))));

        assertThat(response.revision()).isEqualTo(base + 2);
        assertThat(((RangeResponse) response.responses().get(1)).kvs()).hasSize(1);
        assertThat(etcd.get(key("a"))).map(KeyValue::modRevision).contains(base + 2);
        assertThat(etcd.get(key("b"))).map(KeyValue::modRevision).contains(base + 2);
        assertThat(etcd.get(key("old"))).isEmpty();
    }

    @Test
    void refusesToChangeAKeyTwiceInATransaction() {
        var put = PutRequest.of(key("a"), key("1"));

        assertRefused(Code.DUPLICATE_KEY, () -> etcd.txn(TxnRequest.of(put, put)));
        assertRefused(
                Code.DUPLICATE_KEY, () -> etcd.txn(TxnRequest.of(put, DeleteRangeRequest.of(KeyRange.prefix("a")))));
        assertRefused(Code.DUPLICATE_KEY, () -> etcd.txn(TxnRequest.of(put, TxnRequest.of(put))));
        assertThat(etcd.revision()).isEqualTo(base);
    }

    @Test
    void decidesNestedTransactionsBeforeAnyOperation() {
        var nested = TxnRequest.when(Compare.absent(key("a")), PutRequest.of(key("b"), key("absent")))
                .otherwise(PutRequest.of(key("b"), key("present")));

        var response = etcd.txn(TxnRequest.of(PutRequest.of(key("a"), key("1")), nested));

        assertThat(((TxnResponse) response.responses().get(1)).succeeded()).isTrue();
        assertThat(etcd.get(key("b"))).map(KeyValue::value).contains(key("absent"));
        assertThat(etcd.revision()).isEqualTo(base + 1);
    }

    @Test
    void keepsValueOrLeaseWhenAskedTo() {
        long lease = etcd.leaseGrant(60, 0).id();
        etcd.put(PutRequest.of(key("a"), key("1")).withLease(lease));

        etcd.put(new PutRequest(key("a"), Bytes.EMPTY, 0, false, true, false));
        assertThat(etcd.get(key("a")).orElseThrow()).satisfies(kv -> {
            assertThat(kv.value()).isEqualTo(key("1"));
            assertThat(kv.lease()).isZero();
        });
        etcd.put(PutRequest.of(key("a"), key("1")).withLease(lease));
        etcd.put(new PutRequest(key("a"), key("2"), 0, false, false, true));
        assertThat(etcd.get(key("a"))).map(KeyValue::lease).contains(lease);

        assertRefused(Code.KEY_NOT_FOUND, () -> etcd.put(new PutRequest(key("b"), key(""), 0, false, true, false)));
        assertRefused(Code.VALUE_PROVIDED, () -> etcd.put(new PutRequest(key("a"), key("x"), 0, false, true, false)));
        assertRefused(Code.LEASE_PROVIDED, () -> etcd.put(new PutRequest(key("a"), key("x"), 1, false, false, true)));
    }

    @Test
    void forgetsWhatWasCompacted() {
        put("a", "1");
        put("a", "2");
        put("b", "1");
        delete("b");
        put("a", "3");

        etcd.compact(base + 4);

        assertThat(etcd.compactedRevision()).isEqualTo(base + 4);
        var all = RangeRequest.of(KeyRange.all());
        assertThat(etcd.range(all.atRevision(base + 4)).kvs())
                .extracting(KeyValue::value)
                .containsExactly(key("2"));
        assertThat(etcd.range(all).kvs()).extracting(KeyValue::value).containsExactly(key("3"));
        assertThatThrownBy(() -> etcd.range(all.atRevision(base + 3)))
                .isInstanceOfSatisfying(EtcdException.class, e -> {
                    assertThat(e.code()).isEqualTo(Code.COMPACTED);
                    assertThat(e.compactRevision()).isEqualTo(base + 4);
                });
        assertRefused(Code.COMPACTED, () -> etcd.compact(base + 4));
    }
}
