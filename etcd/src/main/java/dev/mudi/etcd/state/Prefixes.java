package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The beginnings of keys, to the last slash, each kept once: a packed key is two bytes that number its beginning, and the rest.
 * Keys of one kind and namespace begin the same, and of small objects the key would be most of what is in memory.
 *
 * <p>A number is never given back, so there are only so many; the keys that come when all are given are whole behind the number
 * of the empty beginning. Safe for use by any number of threads.
 */
final class Prefixes {
    /** Of the whole process: a few megabytes when all numbers are given. */
    static final Prefixes SHARED = new Prefixes(1 << 15);

    private static final int NUMBER = Character.BYTES;
    private static final int FIRST_ROOM = 64;
    private static final int MOST = Character.MAX_VALUE + 1;
    /** To number a shorter one saves less than it costs. */
    private static final int SHORTEST = 8;

    private final int most;
    private final Map<Bytes, Integer> numbers = new ConcurrentHashMap<>();
    /** By number; only ever added to, so that whoever has seen a number finds what it stands for. */
    private volatile byte[][] beginnings = new byte[FIRST_ROOM][];

    private int given = 1;

    /** @param most how many beginnings there may be, the empty one too */
    Prefixes(int most) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("two bytes do not number " + most + " beginnings");
        }
        this.most = most;
        beginnings[0] = new byte[0];
    }

    /** The key in its packed form. */
    byte[] pack(Bytes key) {
        var whole = key.array();
        int end = whole.length;
        while (end > 0 && whole[end - 1] != '/') {
            end--;
        }
        int number = end < SHORTEST ? 0 : number(Bytes.wrap(Arrays.copyOf(whole, end)));
        int from = number == 0 ? 0 : end;
        var packed = new byte[NUMBER + whole.length - from];
        packed[0] = (byte) (number >>> Byte.SIZE);
        packed[1] = (byte) number;
        System.arraycopy(whole, from, packed, NUMBER, whole.length - from);
        return packed;
    }

    private int number(Bytes beginning) {
        var known = numbers.get(beginning);
        return known == null ? give(beginning) : known;
    }

    private synchronized int give(Bytes beginning) {
        var known = numbers.get(beginning);
        if (known != null) {
            return known;
        }
        if (given == most) {
            return 0;
        }
        int number = given++;
        var all = number < beginnings.length ? beginnings : Arrays.copyOf(beginnings, 2 * number);
        all[number] = beginning.array();
        beginnings = all;
        numbers.put(beginning, number);
        return number;
    }

    private byte[] beginning(byte[] packed) {
        return beginnings[Byte.toUnsignedInt(packed[0]) << Byte.SIZE | Byte.toUnsignedInt(packed[1])];
    }

    /** The key of a packed form. */
    Bytes unpack(byte[] packed) {
        var beginning = beginning(packed);
        var whole = Arrays.copyOf(beginning, beginning.length + packed.length - NUMBER);
        System.arraycopy(packed, NUMBER, whole, beginning.length, packed.length - NUMBER);
        return Bytes.wrap(whole);
    }

    /** How many bytes the key has. */
    int length(byte[] packed) {
        return beginning(packed).length + packed.length - NUMBER;
    }

    /** How the key compares with another, as {@link Bytes#compareTo} does. */
    int compare(byte[] packed, Bytes other) {
        var beginning = beginning(packed);
        var bytes = other.array();
        int shared = Math.min(beginning.length, bytes.length);
        int order = Arrays.compareUnsigned(beginning, 0, beginning.length, bytes, 0, shared);
        return order != 0
                ? order
                : Arrays.compareUnsigned(packed, NUMBER, packed.length, bytes, beginning.length, bytes.length);
    }
}
