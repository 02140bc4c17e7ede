package dev.mudi.apiserver.cache;

import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who may be concerned by an event: a look-up, not a walk over all watchers. An event between ten thousand nodes' watches finds the
 * two it concerns. Guarded by whoever uses it.
 */
final class WatcherIndex {
    private final Map<Interest.Scope, Set<Watcher>> watchers = new HashMap<>();

    /** How many watchers of each trigger field there are; a field without is not looked up. */
    private final Map<Integer, Integer> triggers = new HashMap<>();

    private int size;

    void add(Watcher watcher) {
        if (watchers.computeIfAbsent(watcher.interest().scope(), scope -> new LinkedHashSet<>())
                .add(watcher)) {
            size++;
            count(watcher, 1);
        }
    }

    void remove(Watcher watcher) {
        var scope = watcher.interest().scope();
        var there = watchers.get(scope);
        if (there == null || !there.remove(watcher)) {
            return;
        }
        size--;
        count(watcher, -1);
        if (there.isEmpty()) {
            watchers.remove(scope);
        }
    }

    private void count(Watcher watcher, int change) {
        if (watcher.interest().scope() instanceof Interest.Scope.Trigger(var field, var ignored)) {
            triggers.merge(field, change, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    int size() {
        return size;
    }

    List<Watcher> all() {
        var all = new ArrayList<Watcher>(size);
        watchers.values().forEach(all::addAll);
        return all;
    }

    /** Calls back once for every watcher that the event may concern. */
    void concerned(CachedEvent event, String prefix, Consumer<Watcher> action) {
        if (size == 0) {
            return;
        }
        var scopes = new HashSet<Interest.Scope>();
        scopes.add(new Interest.Scope.All());
        event.current().ifPresent(object -> scopesOf(object, prefix, scopes));
        event.previous().ifPresent(object -> scopesOf(object, prefix, scopes));
        for (var scope : scopes) {
            var there = watchers.get(scope);
            if (there != null) {
                there.forEach(action);
            }
        }
    }

    private void scopesOf(StoredObject object, String prefix, Set<Interest.Scope> into) {
        into.add(new Interest.Scope.Key(object.key()));
        if (object.layout().namespaced()) {
            into.add(new Interest.Scope.Prefix(Bytes.utf8(prefix + object.namespace() + "/")));
        }
        var fields = object.index().fields();
        for (var field : triggers.keySet()) {
            if (field < fields.size()) {
                into.add(new Interest.Scope.Trigger(field, fields.get(field)));
            }
        }
    }
}
