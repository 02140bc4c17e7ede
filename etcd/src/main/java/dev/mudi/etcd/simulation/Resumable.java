package dev.mudi.etcd.simulation;

import java.util.ArrayList;
import java.util.List;

/** A watch that is begun at a revision tells first of the first change from there on. */
record Resumable() implements Invariant {
    @Override
    public List<String> violations(Run run) {
        var found = new ArrayList<String>();
        for (var watch : run.watches()) {
            for (var connection : watch.connections()) {
                if (connection.told.isEmpty()) {
                    continue;
                }
                long first = connection.told.getFirst().revision();
                run.truth().changes().subMap(connection.start, first).forEach((revision, changes) -> {
                    if (changes.stream().anyMatch(change -> watch.keys.contains(change.key()))) {
                        found.add("watch " + watch.id + " was begun at revision " + connection.start + " and told of "
                                + first + " before " + revision);
                    }
                });
            }
        }
        return found;
    }
}
