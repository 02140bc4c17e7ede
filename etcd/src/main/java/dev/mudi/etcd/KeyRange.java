package dev.mudi.etcd;

import java.util.Arrays;

/**
 * Some keys: one, a half-open interval, or all from one on. The two fields follow etcd's convention (API reference,
 * "Key ranges"): an empty {@code rangeEnd} means {@code key} alone, a {@code rangeEnd} of one zero byte means every key
 * from {@code key} on, anything else the keys from {@code key} on and before {@code rangeEnd}.
 */
public record KeyRange(Bytes key, Bytes rangeEnd) {
    private static final Bytes ZERO = Bytes.copyOf((byte) 0);

    /** One key. */
    public static KeyRange of(Bytes key) {
        return new KeyRange(key, Bytes.EMPTY);
    }

    /** The keys from {@code key} on and before {@code rangeEnd}. */
    public static KeyRange between(Bytes key, Bytes rangeEnd) {
        return new KeyRange(key, rangeEnd);
    }

    /** Every key from this one on. */
    public static KeyRange from(Bytes key) {
        return new KeyRange(key.isEmpty() ? ZERO : key, ZERO);
    }

    /** Every key. */
    public static KeyRange all() {
        return from(ZERO);
    }

    /** Every key that starts with the prefix; every key at all when the prefix is empty. */
    public static KeyRange prefix(Bytes prefix) {
        var bytes = prefix.array();
        for (int last = bytes.length - 1; last >= 0; last--) {
            if (bytes[last] != (byte) 0xff) {
                var end = Arrays.copyOf(bytes, last + 1);
                end[last]++;
                return new KeyRange(prefix, Bytes.wrap(end));
            }
        }
        return from(prefix);
    }

    /** Every key that starts with the text's UTF-8 form. */
    public static KeyRange prefix(String prefix) {
        return prefix(Bytes.utf8(prefix));
    }

    /** Whether this is one key only. */
    public boolean isSingle() {
        return rangeEnd.isEmpty();
    }

    /** Whether this has no upper end. */
    public boolean isOpen() {
        return rangeEnd.length() == 1 && rangeEnd.at(0) == 0;
    }

    public boolean contains(Bytes candidate) {
        if (isSingle()) {
            return key.equals(candidate);
        }
        return candidate.compareTo(key) >= 0 && (isOpen() || candidate.compareTo(rangeEnd) < 0);
    }
}
