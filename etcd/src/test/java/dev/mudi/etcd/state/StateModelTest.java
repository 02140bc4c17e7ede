package dev.mudi.etcd.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The state machine beside the simplest thing that could be right: a list of whole maps, one a revision. */
class StateModelTest {
    sealed interface Step {}

    private record Write(List<Integer> puts, int deleteFrom, int deleteTo, int lease) implements Step {}

    private record Compact(int back) implements Step {}

    private record Grant(int lease) implements Step {}

    private record Revoke(int lease) implements Step {}

    private record Read(int back, int from, int to, int limit) implements Step {}

    /** Seals the edit and goes on from the state. */
    private record Publish() implements Step {}

    /** Gives up what was done since the last publication. */
    private record GiveUp() implements Step {}

    /** Writes the state down and loads it. */
    private record Reload() implements Step {}

    @Provide
    Arbitrary<Step> steps() {
        var key = Arbitraries.integers().between(0, 19);
        var lease = Arbitraries.integers().between(0, 3);
        var back = Arbitraries.integers().between(0, 30);
        Arbitrary<Step> write = Combinators.combine(key.set().ofMinSize(0).ofMaxSize(3), key, key, lease)
                .as((puts, from, to, on) -> new Write(List.copyOf(puts), from, to, on));
        Arbitrary<Step> read = Combinators.combine(
                        back, key, key, Arbitraries.integers().between(0, 6))
                .as(Read::new);
        return Arbitraries.frequencyOf(
                Tuple.of(12, write),
                Tuple.of(8, read),
                Tuple.of(2, back.map(Compact::new)),
                Tuple.of(1, lease.map(Grant::new)),
                Tuple.of(1, lease.map(Revoke::new)),
                Tuple.of(4, Arbitraries.just(new Publish())),
                Tuple.of(1, Arbitraries.just(new GiveUp())),
                Tuple.of(1, Arbitraries.just(new Reload())));
    }

    @Provide
    Arbitrary<List<Step>> runs() {
        return steps().list().ofMinSize(1).ofMaxSize(150);
    }

    @Property(tries = 1000)
    void agreesWithAListOfMaps(@ForAll("runs") List<Step> run) {
        var pair = new Pair();
        run.forEach(pair::run);
        pair.publish();
        assertThat(pair.state.violations()).isEmpty();
        assertThat(pair.redone().violations()).isEmpty();
        pair.compareAll(pair.redone());
    }

    /** What the model knows. */
    private record Model(List<TreeMap<Bytes, KeyValue>> revisions, Set<Long> leases, long compacted) {
        static Model empty() {
            var revisions = new ArrayList<TreeMap<Bytes, KeyValue>>();
            revisions.add(new TreeMap<>());
            revisions.add(new TreeMap<>());
            return new Model(revisions, new TreeSet<>(), 0);
        }

        Model copy() {
            return new Model(new ArrayList<>(revisions), new TreeSet<>(leases), compacted);
        }

        long revision() {
            return revisions.size() - 1L;
        }

        TreeMap<Bytes, KeyValue> newest() {
            return revisions.getLast();
        }
    }

    private static final class Pair {
        private State state = State.empty();
        private StateEdit edit = state.edit();
        private final List<Effect> log = new ArrayList<>();
        private Model published = Model.empty();
        private Model model = published.copy();

        void run(Step step) {
            switch (step) {
                case Write write -> write(write);
                case Read read -> read(read);
                case Compact(var back) -> compact(Math.max(1, model.revision() - back));
                case Grant(var lease) -> grant(lease);
                case Revoke(var lease) -> revoke(lease);
                case Publish() -> publish();
                case GiveUp() -> {
                    edit = state.edit();
                    model = published.copy();
                }
                case Reload() -> {
                    publish();
                    state = reloaded(state);
                    edit = state.edit();
                    compareAll(state);
                }
            }
        }

        void publish() {
            log.addAll(edit.effects());
            state = edit.seal();
            var next = state.edit();
            edit.compactions().forEach(compaction -> next.prune(compaction.trim()));
            state = next.seal();
            edit = state.edit();
            published = model;
            model = model.copy();
            compareAll(state);
        }

        private void write(Write write) {
            long lease = model.leases.contains((long) write.lease) ? write.lease : 0;
            long revision = model.revision() + 1;
            var before = model.newest();
            var after = new TreeMap<>(before);
            var ops = new ArrayList<RequestOp>();
            var range = KeyRange.between(key(write.deleteFrom), key(write.deleteTo));
            boolean overlaps = write.puts.stream().anyMatch(number -> range.contains(key(number)));
            if (!overlaps) {
                ops.add(DeleteRangeRequest.of(range));
                after.keySet().removeIf(range::contains);
            }
            for (int number : write.puts) {
                var key = key(number);
                var value = Bytes.utf8("r" + revision);
                ops.add(PutRequest.of(key, value).withLease(lease));
                var old = before.get(key);
                after.put(
                        key,
                        new KeyValue(
                                key,
                                value,
                                old == null ? revision : old.createRevision(),
                                revision,
                                old == null ? 1 : old.version() + 1,
                                lease));
            }
            var request = new TxnRequest(List.of(), ops, List.of());
            TxnCheck.check(request);
            var response = edit.txn(request);
            if (!after.equals(before)) {
                model.revisions.add(after);
            }
            assertThat(response.revision()).isEqualTo(model.revision());
        }

        private void grant(long lease) {
            if (lease == 0 || model.leases.contains(lease)) {
                return;
            }
            edit.leaseGrant(60, lease);
            model.leases.add(lease);
        }

        private void revoke(long lease) {
            if (!model.leases.remove(lease)) {
                assertThatThrownBy(() -> edit.leaseRevoke(lease)).isInstanceOf(EtcdException.class);
                return;
            }
            edit.leaseRevoke(lease);
            var after = new TreeMap<>(model.newest());
            after.values().removeIf(kv -> kv.lease() == lease);
            if (!after.equals(model.newest())) {
                model.revisions.add(after);
            }
        }

        private void compact(long revision) {
            if (revision <= model.compacted) {
                assertThatThrownBy(() -> edit.compact(revision)).isInstanceOf(EtcdException.class);
                return;
            }
            edit.compact(revision);
            model = new Model(model.revisions, model.leases, revision);
        }

        private void read(Read read) {
            long revision = Math.max(1, model.revision() - read.back);
            var range = KeyRange.between(key(read.from), key(read.to));
            var request = RangeRequest.of(range).atRevision(revision).withLimit(read.limit);
            if (revision < model.compacted) {
                assertThatThrownBy(() -> edit.txn(TxnRequest.of(request))).isInstanceOf(EtcdException.class);
                return;
            }
            var response = (dev.mudi.etcd.RangeResponse)
                    edit.txn(TxnRequest.of(request)).responses().getFirst();
            var expected = model.revisions.get((int) revision).values().stream()
                    .filter(kv -> range.contains(kv.key()))
                    .toList();
            long limit = read.limit == 0 ? Long.MAX_VALUE : read.limit;
            assertThat(response.kvs()).isEqualTo(expected.stream().limit(limit).toList());
            assertThat(response.count()).isEqualTo(expected.size());
            assertThat(response.more()).isEqualTo(expected.size() > limit);
        }

        /** The state that the log alone leads to. */
        State redone() {
            var again = State.empty().edit();
            log.forEach(again::redo);
            return again.seal();
        }

        void compareAll(State actual) {
            assertThat(actual.revision()).isEqualTo(model.revision());
            assertThat(actual.compactedRevision()).isEqualTo(model.compacted);
            assertThat(actual.leases()).extracting(LeaseEntry::id).containsExactlyElementsOf(model.leases);
            long oldest = Math.max(1, model.compacted);
            for (long revision = oldest; revision <= model.revision(); revision++) {
                var response = actual.range(RangeRequest.of(KeyRange.all()).atRevision(revision));
                assertThat(response.kvs())
                        .containsExactlyElementsOf(
                                model.revisions.get((int) revision).values());
            }
            for (long lease : model.leases) {
                var expected = model.newest().values().stream()
                        .filter(kv -> kv.lease() == lease)
                        .map(KeyValue::key)
                        .toList();
                assertThat(actual.leaseKeys(lease)).isEqualTo(expected);
            }
        }

        private static State reloaded(State state) {
            var loader = new StateLoader(state.revision(), state.compactedRevision());
            state.leases().forEach(loader::lease);
            state.versions(version -> loader.version(version.kv(), version.sub()));
            return loader.finish();
        }
    }

    private static Bytes key(int number) {
        return Bytes.utf8("key-%02d".formatted(number));
    }
}
