package dev.mudi.etcd.log;

import dev.mudi.etcd.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes being put together; grows as needed. For one thread. */
public final class RecordBuffer {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private final int initialCapacity;
    private byte[] content;
    private int length;

    public RecordBuffer(int initialCapacity) {
        this.initialCapacity = initialCapacity;
        this.content = new byte[initialCapacity];
    }

    public int length() {
        return length;
    }

    /** The bytes, of which the first {@link #length} count; shared, and replaced when this grows. */
    public byte[] array() {
        return content;
    }

    /** Empties this, and gives memory back that an unusually large content took. */
    public void clear() {
        length = 0;
        if (content.length > 8 * initialCapacity) {
            content = new byte[initialCapacity];
        }
    }

    /** Adds zeros. */
    public RecordBuffer skip(int count) {
        reserve(count);
        Arrays.fill(content, length, length + count, (byte) 0);
        length += count;
        return this;
    }

    public RecordBuffer putByte(int value) {
        reserve(1);
        content[length++] = (byte) value;
        return this;
    }

    public RecordBuffer putInt(int value) {
        skip(Integer.BYTES);
        return setInt(length - Integer.BYTES, value);
    }

    public RecordBuffer putLong(long value) {
        skip(Long.BYTES);
        return setLong(length - Long.BYTES, value);
    }

    public RecordBuffer setInt(int at, int value) {
        INT.set(content, at, value);
        return this;
    }

    public RecordBuffer setLong(int at, long value) {
        LONG.set(content, at, value);
        return this;
    }

    /** Seven bits a byte, the lowest first: small numbers are short, negative ones ten bytes long. */
    public RecordBuffer putVarLong(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            content[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        content[length++] = (byte) rest;
        return this;
    }

    /** The length, then the bytes. */
    public RecordBuffer putBytes(Bytes bytes) {
        return putVarLong(bytes.length()).putRaw(bytes.array());
    }

    /** The bytes alone. */
    public RecordBuffer putRaw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, content, length, bytes.length);
        length += bytes.length;
        return this;
    }

    private void reserve(int count) {
        int needed = Math.addExact(length, count);
        if (needed > content.length) {
            content = Arrays.copyOf(content, Math.max(needed, (int)
                    Math.min(2L * content.length, Integer.MAX_VALUE - 8)));
        }
    }
}
