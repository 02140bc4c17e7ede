package dev.mudi.etcd.state;

import java.util.zip.CRC32C;

/**
 * Where in a file a value lies, as one number: the offset in the upper 40 bits, the value's length in the lower 24. At the
 * offset stand four bytes that {@link #check} makes of the value, and behind them the value.
 */
public final class Place {
    /** What stands before each value. */
    public static final int HEADER = Integer.BYTES;

    private static final int LENGTH_BITS = 24;
    private static final int LONGEST = (1 << LENGTH_BITS) - 1;
    private static final long FARTHEST = (1L << (Long.SIZE - LENGTH_BITS)) - 1;
    /** Spreads the revisions over all 32 bits (Knuth's multiplicative hash). */
    private static final int SPREAD = 0x9E3779B1;

    private Place() {}

    /** Whether a value of this length may lie in a file; an empty one, and one that is too long, stays in memory. */
    public static boolean isFor(int length) {
        return length > 0 && length <= LONGEST;
    }

    /**
     * The place.
     *
     * @param offset where the value's header begins
     * @throws IllegalArgumentException when the file is too long
     */
    public static long of(long offset, int length) {
        if (offset > FARTHEST) {
            throw new IllegalArgumentException("no value can lie at offset " + offset);
        }
        return offset << LENGTH_BITS | length;
    }

    static long offset(long place) {
        return place >>> LENGTH_BITS;
    }

    static int length(long place) {
        return (int) place & LONGEST;
    }

    /** What tells this value of this revision from damage, and from another value. */
    public static int check(byte[] array, int from, int length, long revision) {
        var crc = new CRC32C();
        crc.update(array, from, length);
        return (int) crc.getValue() ^ (int) revision * SPREAD;
    }
}
