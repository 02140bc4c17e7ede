package dev.mudi.etcd.log;

import dev.mudi.etcd.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Takes apart what a {@link RecordBuffer} put together. Every method throws {@link BufferUnderflowException} at a premature end. */
public final class RecordReader {
    private final ByteBuffer content;
    private final long start;

    public RecordReader(ByteBuffer content) {
        this(content, 0);
    }

    /** @param start where the content begins in what it was taken from */
    RecordReader(ByteBuffer content, long start) {
        this.content = content;
        this.start = start;
    }

    /** Where that stands which is read next. */
    public long position() {
        return start + content.position();
    }

    public boolean hasMore() {
        return content.hasRemaining();
    }

    public int readByte() {
        return content.get();
    }

    public int readInt() {
        return content.getInt();
    }

    public long readLong() {
        return content.getLong();
    }

    public long readVarLong() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = content.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new BufferUnderflowException();
    }

    public Bytes readBytes() {
        return readBytes(readVarLong());
    }

    /** So many bytes. */
    public Bytes readBytes(long length) {
        var bytes = new byte[require(length)];
        content.get(bytes);
        return Bytes.wrap(bytes);
    }

    /** Leaves so many bytes out. */
    public void skip(long length) {
        content.position(content.position() + require(length));
    }

    private int require(long length) {
        if (length < 0 || length > content.remaining()) {
            throw new BufferUnderflowException();
        }
        return (int) length;
    }
}
