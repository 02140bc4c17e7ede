package dev.mudi.etcd;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** An immutable string of bytes, ordered as unsigned bytes are. Safe for use by any number of threads. */
public final class Bytes implements Comparable<Bytes> {
    /** The string of no bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** Takes the array over without a copy: the caller must never change it again. */
    public static Bytes wrap(byte[] content) {
        return content.length == 0 ? EMPTY : new Bytes(content);
    }

    /** A copy of the given bytes. */
    public static Bytes copyOf(byte... content) {
        return wrap(content.clone());
    }

    /** The UTF-8 form of the text. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return content.length;
    }

    public boolean isEmpty() {
        return content.length == 0;
    }

    /** The byte at the index, 0 to {@code length() - 1}. */
    public byte at(int index) {
        return content[index];
    }

    public boolean startsWith(Bytes prefix) {
        return content.length >= prefix.content.length
                && Arrays.equals(content, 0, prefix.content.length, prefix.content, 0, prefix.content.length);
    }

    /** The shared array itself, for gathering writes without a copy. Whoever changes it breaks the store. */
    public byte[] array() {
        return content;
    }

    /** A copy. */
    public byte[] toByteArray() {
        return content.clone();
    }

    /** A read-only view. */
    public ByteBuffer toByteBuffer() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(content);
    }

    /** Decodes as UTF-8; malformed sequences become the replacement character. */
    public String toUtf8() {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(content, other.content);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Bytes that && Arrays.equals(content, that.content));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** Printable ASCII as it is, anything else in hex. */
    @Override
    public String toString() {
        for (var b : content) {
            if (b < 0x20 || b == 0x7f) {
                return "0x" + HexFormat.of().formatHex(content);
            }
        }
        return new String(content, StandardCharsets.US_ASCII);
    }
}
