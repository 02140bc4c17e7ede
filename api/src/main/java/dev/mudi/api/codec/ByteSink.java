package dev.mudi.api.codec;

import java.nio.charset.StandardCharsets;

/**
 * Where bytes go, in order. Parts of fewer than {@value #KEPT_FROM} bytes are taken at once; larger ones may be kept, so that they must
 * not change afterwards.
 */
@FunctionalInterface
public interface ByteSink {
    /** The size from which on a part may be kept instead of copied. */
    int KEPT_FROM = 256;

    /** Takes a part of an array. */
    void write(byte[] bytes, int from, int count);

    /** Takes a whole array. */
    default void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    /** Takes a whole number that is not negative, in decimal. */
    default void number(long number) {
        write(Long.toString(number).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Takes text as UTF-8. */
    default void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }
}
