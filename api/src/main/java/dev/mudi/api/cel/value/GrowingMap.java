package dev.mudi.api.cel.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The map that a loop builds: entries are added in place. For one loop only. */
public final class GrowingMap implements MapVal {
    private final Map<Val, Val> entries = new LinkedHashMap<>();
    private final PlainMap plain = new PlainMap(entries);

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public @Nullable Val find(Val key) {
        return plain.find(key);
    }

    @Override
    public List<Val> keys() {
        return plain.keys();
    }

    /** This map with one more entry, or the error that its key is there already. */
    public Val insert(Val key, Val value) {
        if (find(key) != null) {
            return new ErrorVal("insert failed: key " + Shown.of(key) + " already exists");
        }
        entries.put(key, value);
        return this;
    }

    /** The map when the loop is done; this must not grow any more. */
    public PlainMap finished() {
        return plain;
    }
}
