package dev.mudi.api.cel.value;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map of values that are there already. Nobody changes the entries once it is made. */
public record PlainMap(Map<Val, Val> entries) implements MapVal {
    /** No entries. */
    public static final PlainMap EMPTY = new PlainMap(Map.of());

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public @Nullable Val find(Val key) {
        var found = entries.get(key);
        if (found != null) {
            return found;
        }
        for (var same : Numbers.sameKeys(key)) {
            var other = entries.get(same);
            if (other != null) {
                return other;
            }
        }
        return null;
    }

    @Override
    public List<Val> keys() {
        return List.copyOf(entries.keySet());
    }
}
