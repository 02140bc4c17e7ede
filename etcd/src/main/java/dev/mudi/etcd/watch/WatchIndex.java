package dev.mudi.etcd.watch;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the watchers of a key: those of the key alone by hash, those of ranges by the order of where the ranges start.
 * Watchers of one range stand together, so that a thousand of them cost one comparison. For one thread at a time.
 */
final class WatchIndex {
    private final Map<Bytes, List<Watcher>> byKey = new HashMap<>();
    private final Map<KeyRange, List<Watcher>> byRange = new HashMap<>();
    /** The ranges by their start; null when it must be made anew. */
    private @Nullable List<Group> groups;

    /**
     * The watchers of a range.
     *
     * @param reach the farthest end of this range and of all before it; null for "no end"
     */
    private record Group(
            KeyRange range,
            List<Watcher> watchers,
            @Nullable Bytes reach) {}

    void add(Watcher watcher) {
        if (watcher.keys().isSingle()) {
            byKey.computeIfAbsent(watcher.keys().key(), _ -> new ArrayList<>(1)).add(watcher);
            return;
        }
        var watchers = byRange.get(watcher.keys());
        if (watchers == null) {
            watchers = new ArrayList<>(1);
            byRange.put(watcher.keys(), watchers);
            groups = null;
        }
        watchers.add(watcher);
    }

    void remove(Watcher watcher) {
        if (watcher.keys().isSingle()) {
            byKey.computeIfPresent(watcher.keys().key(), (_, watchers) -> without(watchers, watcher));
            return;
        }
        byRange.computeIfPresent(watcher.keys(), (_, watchers) -> without(watchers, watcher));
        if (!byRange.containsKey(watcher.keys())) {
            groups = null;
        }
    }

    private static @Nullable List<Watcher> without(List<Watcher> watchers, Watcher watcher) {
        watchers.remove(watcher);
        return watchers.isEmpty() ? null : watchers;
    }

    List<Watcher> all() {
        var all = new ArrayList<Watcher>();
        byKey.values().forEach(all::addAll);
        byRange.values().forEach(all::addAll);
        return all;
    }

    void forEach(Bytes key, Consumer<Watcher> visitor) {
        var watchers = byKey.get(key);
        if (watchers != null) {
            watchers.forEach(visitor);
        }
        var ordered = groups();
        for (int i = lastStartingAtOrBefore(ordered, key); i >= 0; i--) {
            var group = ordered.get(i);
            if (group.reach != null && group.reach.compareTo(key) <= 0) {
                return;
            }
            if (group.range.contains(key)) {
                group.watchers.forEach(visitor);
            }
        }
    }

    private static int lastStartingAtOrBefore(List<Group> ordered, Bytes key) {
        int low = 0;
        int high = ordered.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (ordered.get(middle).range.key().compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low - 1;
    }

    private List<Group> groups() {
        var known = groups;
        if (known != null) {
            return known;
        }
        var made = new ArrayList<Group>(byRange.size());
        var ranges = new ArrayList<>(byRange.keySet());
        ranges.sort(Comparator.comparing(KeyRange::key));
        @Nullable Bytes reach = Bytes.EMPTY;
        for (var range : ranges) {
            if (range.isOpen()) {
                reach = null;
            } else if (reach != null && range.rangeEnd().compareTo(reach) > 0) {
                reach = range.rangeEnd();
            }
            made.add(new Group(range, byRange.getOrDefault(range, List.of()), reach));
        }
        groups = made;
        return made;
    }
}
