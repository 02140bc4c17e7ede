package dev.mudi.etcd.simulation;

import java.util.ArrayList;
import java.util.List;

/** A watch tells of revisions in their order, and of none before its start. */
record Ordered() implements Invariant {
    @Override
    public List<String> violations(Run run) {
        var found = new ArrayList<String>();
        for (var watch : run.watches()) {
            watch.connections().forEach(connection -> look(watch, connection, found));
        }
        return found;
    }

    private static void look(WatchClient watch, WatchClient.Connection connection, List<String> found) {
        long last = connection.start - 1;
        for (var told : connection.told) {
            if (told.revision() <= last) {
                found.add("watch " + watch.id + " told of revision " + told.revision() + " after " + last);
            }
            last = told.revision();
        }
    }
}
