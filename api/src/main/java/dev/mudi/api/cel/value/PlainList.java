package dev.mudi.api.cel.value;

import java.util.List;

/** A list of values that are there already. Nobody changes the items once it is made. */
public record PlainList(List<Val> items) implements ListVal {
    /** No items. */
    public static final PlainList EMPTY = new PlainList(List.of());

    /** A list of texts. */
    public static PlainList ofStrings(List<String> texts) {
        return new PlainList(
                texts.stream().map(text -> (Val) new StringVal(text)).toList());
    }

    @Override
    public long size() {
        return items.size();
    }

    @Override
    public Val get(long index) {
        return items.get(Math.toIntExact(index));
    }
}
