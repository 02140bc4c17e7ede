package dev.mudi.etcd.values;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Numbers to be had again in the order in which they came: the places of the values in a snapshot. For one thread. */
public final class Places implements LongConsumer {
    private static final int CHUNK = 1 << 13;

    private final List<long[]> chunks = new ArrayList<>();
    private int count;
    private int taken;

    @Override
    public void accept(long place) {
        if (count == chunks.size() * CHUNK) {
            chunks.add(new long[CHUNK]);
        }
        chunks.getLast()[count++ % CHUNK] = place;
    }

    void clear() {
        chunks.clear();
        count = 0;
        taken = 0;
    }

    /** The next in order, from the first on. */
    long take() {
        if (taken == count) {
            throw new IllegalStateException("there are only " + count + " places");
        }
        return chunks.get(taken / CHUNK)[taken++ % CHUNK];
    }
}
