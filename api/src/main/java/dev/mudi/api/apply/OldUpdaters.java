package dev.mudi.api.apply;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** Keeps the number of managers that update small: what the oldest own is joined under one name. Stateless. */
final class OldUpdaters {
    private static final int MOST = 10;
    private static final String NAME = "ancient-changes";

    private OldUpdaters() {}

    static void join(ManagedFields managed) {
        var updaters = managed.all().entrySet().stream()
                .filter(entry -> !entry.getKey().applies())
                .sorted(Comparator.comparing((Map.Entry<Owner, ManagedFields.Entry> entry) ->
                                entry.getValue().time())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        int left = updaters.size();
        var firsts = new HashMap<String, Owner>();
        for (var updater : updaters) {
            if (left <= MOST) {
                return;
            }
            var entry = updater.getValue();
            var first = firsts.putIfAbsent(entry.apiVersion(), updater.getKey());
            if (first == null) {
                continue;
            }
            var bucket = Owner.updater(NAME, entry.apiVersion(), "");
            var joined = managed.get(bucket)
                    .or(() -> managed.get(first))
                    .map(ManagedFields.Entry::fields)
                    .orElse(FieldSet.EMPTY);
            managed.remove(first);
            managed.remove(updater.getKey());
            managed.put(
                    bucket,
                    new ManagedFields.Entry(entry.apiVersion(), entry.fields().union(joined), entry.time()));
            left--;
        }
    }
}
