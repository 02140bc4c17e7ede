package dev.mudi.etcd.simulation;

import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.simulation.History.Operation;
import dev.mudi.etcd.state.Effect;
import java.util.ArrayList;
import java.util.List;

/** What was acknowledged stays: each write is there at its revision, once, and all members end up with the same. */
record Durable() implements Invariant {
    @Override
    public List<String> violations(Run run) {
        var found = new ArrayList<>(run.truth().contradictions());
        for (var operation : run.history().operations()) {
            if (operation.isAcknowledgedWrite() && !isThere(run.truth(), operation)) {
                found.add("acknowledged and lost: " + operation);
            }
        }
        var all = RangeRequest.of(KeyRange.all());
        var expected = run.truth().machine().state();
        for (var peer : run.peers()) {
            var state = peer.replica.machine().state();
            if (!state.range(all).equals(expected.range(all))) {
                found.add("member " + peer.member.id + " ends with revision " + state.revision()
                        + " and other keys than the log says at revision " + expected.revision());
            }
            state.violations().forEach(what -> found.add("member " + peer.member.id + ": " + what));
        }
        return found;
    }

    private static boolean isThere(Truth truth, Operation operation) {
        var changes = truth.changes().getOrDefault(operation.revision, List.of());
        return changes.stream().anyMatch(change -> isOf(change, operation));
    }

    private static boolean isOf(Effect.Change change, Operation operation) {
        return !change.delete()
                && change.key().toUtf8().equals(operation.key)
                && operation.written().filter(change.value().toUtf8()::equals).isPresent();
    }
}
