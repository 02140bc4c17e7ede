package dev.mudi.etcd.simulation;

import java.util.ArrayList;
import java.util.List;

/** After a watch has said how far it is, it tells of nothing up to there; and it never says less than before. */
record Bookmarkable() implements Invariant {
    @Override
    public List<String> violations(Run run) {
        var found = new ArrayList<String>();
        for (var watch : run.watches()) {
            watch.connections().forEach(connection -> look(watch, connection, found));
        }
        return found;
    }

    private static void look(WatchClient watch, WatchClient.Connection connection, List<String> found) {
        long last = 0;
        for (var bookmark : connection.bookmarks) {
            if (bookmark.revision() < last) {
                found.add("watch " + watch.id + " was at " + last + " and then at " + bookmark.revision());
            }
            last = bookmark.revision();
            long bound = last;
            connection.told.stream()
                    .skip(bookmark.calls())
                    .filter(told -> told.revision() <= bound)
                    .forEach(told -> found.add("watch " + watch.id + " told of revision " + told.revision()
                            + " after it was at " + bound));
        }
    }
}
