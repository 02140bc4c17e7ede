package dev.mudi.etcd.simulation;

import java.util.ArrayList;
import java.util.List;

/** All changes of a revision come at once, and nothing else with them. */
record Atomic() implements Invariant {
    @Override
    public List<String> violations(Run run) {
        var found = new ArrayList<String>();
        for (var watch : run.watches()) {
            watch.connections().forEach(connection -> look(watch, connection, run.truth(), found));
        }
        return found;
    }

    private static void look(WatchClient watch, WatchClient.Connection connection, Truth truth, List<String> found) {
        for (var told : connection.told) {
            long expected = truth.changes().getOrDefault(told.revision(), List.of()).stream()
                    .filter(change -> watch.keys.contains(change.key()))
                    .count();
            boolean foreign =
                    told.events().stream().anyMatch(event -> event.kv().modRevision() != told.revision());
            if (foreign || told.events().size() != expected) {
                found.add("watch " + watch.id + " told of "
                        + told.events().size() + " changes at revision " + told.revision() + ", which has "
                        + expected);
            }
        }
    }
}
