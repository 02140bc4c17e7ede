package dev.mudi.etcd.commit;

import dev.mudi.etcd.state.Footprint;

/**
 * How much a store may hold. Beyond what the heap has room for the process would end for want of memory before the alarm is raised, and
 * again at each start.
 *
 * @param bytes keys, values and their history, wherever they are
 * @param held what of it is in memory
 */
public record Quota(long bytes, long held) {
    /**
     * Of ten parts of the heap the keys may take four: trees need as much again while they change, and answers and requests need room.
     */
    private static final int PARTS = 4;

    private static final int OF = 10;

    /** So many bytes in all, as far as the heap of this process has room for the keys. */
    public static Quota of(long bytes) {
        return new Quota(bytes, shareOfHeap());
    }

    /** So much of the heap as a store may take. */
    public static long shareOfHeap() {
        return Runtime.getRuntime().maxMemory() / OF * PARTS;
    }

    /** Whether a request of this weight still fits. */
    public boolean hasRoom(Footprint taken, long weight) {
        return taken.bytes() + weight <= bytes && taken.held() + weight <= held;
    }

    /** Whether a step has led from what was within bounds, or less far beyond them, to what is not. */
    public boolean isOverrun(Footprint before, Footprint after) {
        return after.bytes() > Math.max(bytes, before.bytes()) || after.held() > Math.max(held, before.held());
    }
}
