package dev.mudi.api.cel.value;

import java.util.ArrayList;
import java.util.List;

/** The list that a loop builds: joining adds to it in place, so that a loop takes time linear in its length. For one loop only. */
public final class GrowingList implements ListVal {
    private final List<Val> items = new ArrayList<>();

    @Override
    public long size() {
        return items.size();
    }

    @Override
    public Val get(long index) {
        return items.get(Math.toIntExact(index));
    }

    @Override
    public Val plus(Val other) {
        if (!(other instanceof ListVal that)) {
            return other.isError() ? other : ErrorVal.NO_SUCH_OVERLOAD;
        }
        for (long i = 0; i < that.size(); i++) {
            items.add(that.get(i));
        }
        return this;
    }

    /** The list when the loop is done; this must not grow any more. */
    public PlainList finished() {
        return new PlainList(items);
    }
}
