package dev.mudi.etcd.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every change is told, over all connections of a watch, but for those it was told that no one can read any more. */
record Reliable() implements Invariant {
    @Override
    public List<String> violations(Run run) {
        var found = new ArrayList<String>();
        for (var watch : run.watches()) {
            var told = toldRevisions(watch);
            run.truth().changes().forEach((revision, changes) -> {
                boolean wanted = changes.stream().anyMatch(change -> watch.keys.contains(change.key()));
                if (wanted && !told.contains(revision) && !isExcused(watch, revision)) {
                    found.add("watch " + watch.id + " was never told of revision " + revision);
                }
            });
        }
        return found;
    }

    private static Set<Long> toldRevisions(WatchClient watch) {
        var told = new HashSet<Long>();
        watch.connections().forEach(connection -> connection.told.forEach(one -> told.add(one.revision())));
        return told;
    }

    private static boolean isExcused(WatchClient watch, long revision) {
        return watch.connections().stream().anyMatch(connection -> revision < connection.compacted);
    }
}
