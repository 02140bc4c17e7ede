package dev.mudi.etcd.simulation;

import dev.mudi.etcd.WatchEvent;
import java.util.ArrayList;
import java.util.List;

/** With each change comes what was there before it, unless no one can read that any more. */
record PrevKV() implements Invariant {
    @Override
    public List<String> violations(Run run) {
        var found = new ArrayList<String>();
        for (var watch : run.watches()) {
            watch.connections().forEach(connection -> look(watch, connection, run.truth(), found));
        }
        return found;
    }

    private static boolean isRight(Truth truth, WatchEvent event) {
        var before = truth.before(event.kv().key(), event.kv().modRevision());
        if (event.prevKv().isEmpty()) {
            return before.isEmpty() || before.get().getKey() <= truth.compacted();
        }
        var told = event.prevKv().get();
        return before.isPresent()
                && before.get().getKey() == told.modRevision()
                && before.get().getValue().value().equals(told.value());
    }

    private static void look(WatchClient watch, WatchClient.Connection connection, Truth truth, List<String> found) {
        for (var told : connection.told) {
            for (var event : told.events()) {
                if (!isRight(truth, event)) {
                    found.add("watch " + watch.id + " told wrongly of what was before " + event);
                }
            }
        }
    }
}
