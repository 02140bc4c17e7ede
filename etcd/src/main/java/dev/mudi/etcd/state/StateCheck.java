package dev.mudi.etcd.state;

import dev.mudi.etcd.KeyValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for what can never be. */
final class StateCheck {
    private static final int MOST = 100;

    private final State state;
    private final List<String> violations = new ArrayList<>();
    private @Nullable Version last;
    private long live;
    private Footprint footprint = Footprint.NONE;

    StateCheck(State state) {
        this.state = state;
    }

    /** The first so many violations, one sentence each. */
    List<String> run() {
        state.keys().scan(State.ALL, newest -> {
            key(newest);
            return violations.size() < MOST;
        });
        expect(live == state.keyCount(), "there are " + live + " keys, the count says " + state.keyCount());
        expect(
                footprint.equals(state.footprint()),
                "the versions take " + footprint + ", the account says " + state.footprint());
        for (long revision = state.history().first(); revision <= state.revision(); revision++) {
            revision(revision);
        }
        for (var lease : state.leases()) {
            for (var key : state.leaseKeys(lease.id())) {
                var version = state.keys().get(key);
                expect(
                        version != null && !version.isTombstone() && version.lease() == lease.id(),
                        "lease " + Long.toHexString(lease.id()) + " has key " + key + ", which is not on it");
            }
        }
        return violations;
    }

    private void key(Version newest) {
        var before = last;
        expect(
                before == null || before.key().compareTo(newest.key()) < 0,
                "key " + newest.key() + " is not after the one before it");
        last = newest;
        live += newest.weight();
        for (@Nullable Version version = newest; version != null; version = version.previous()) {
            footprint = footprint.plus(version.footprint());
            var older = version.previous();
            expect(
                    older == null || follows(version.bare(), older.bare()),
                    "key " + newest.key() + " at revision " + version.revision()
                            + " does not follow on the one before");
            expect(version.revision() <= state.revision(), "key " + newest.key() + " is younger than the store");
        }
        var kv = newest.bare();
        expect(
                kv.lease() == 0 || state.leaseKeys(kv.lease()).contains(kv.key()),
                "key " + kv.key() + " is on lease " + Long.toHexString(kv.lease()) + ", which does not have it");
    }

    private static boolean follows(KeyValue after, KeyValue before) {
        if (!after.key().equals(before.key()) || after.modRevision() <= before.modRevision()) {
            return false;
        }
        if (after.isTombstone()) {
            return !before.isTombstone();
        }
        boolean created = before.isTombstone();
        return after.version() == before.version() + 1
                && after.createRevision() == (created ? after.modRevision() : before.createRevision());
    }

    private void revision(long revision) {
        for (var change : state.history().at(revision)) {
            expect(
                    change.revision() == revision,
                    "the history has a change of revision " + change.revision() + " at revision " + revision);
            var newest = state.keys().get(change.key());
            var there = newest == null ? null : newest.at(revision);
            boolean prunable = change.weight() == 0 && revision <= state.compactedRevision();
            expect(
                    prunable || there == change,
                    "the history has a change of key " + change.key() + " at revision " + revision
                            + " that the map does not have");
        }
    }

    private void expect(boolean condition, String otherwise) {
        if (!condition && violations.size() < MOST) {
            violations.add(otherwise);
        }
    }
}
