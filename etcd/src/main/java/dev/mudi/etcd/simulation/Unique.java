package dev.mudi.etcd.simulation;

import dev.mudi.etcd.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** No change is told twice, over all connections of a watch. */
record Unique() implements Invariant {
    private record Change(Bytes key, long revision) {}

    @Override
    public List<String> violations(Run run) {
        var found = new ArrayList<String>();
        for (var watch : run.watches()) {
            var seen = new HashSet<Change>();
            watch.connections().forEach(connection -> look(watch, connection, seen, found));
        }
        return found;
    }

    private static void look(
            WatchClient watch, WatchClient.Connection connection, Set<Change> seen, List<String> found) {
        for (var told : connection.told) {
            for (var event : told.events()) {
                var change = new Change(event.kv().key(), event.kv().modRevision());
                if (!seen.add(change)) {
                    found.add("watch " + watch.id + " told twice of " + change);
                }
            }
        }
    }
}
