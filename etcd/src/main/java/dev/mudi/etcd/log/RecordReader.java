package dev.mudi.etcd.log;

import dev.mudi.etcd.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Takes apart what a {@link RecordBuffer} put together. Every method throws {@link BufferUnderflowException} at a premature end. */
public final class RecordReader {
    private final ByteBuffer content;

    public RecordReader(ByteBuffer content) {
        this.content = content;
    }

    public boolean hasMore() {
        return content.hasRemaining();
    }

    public int readByte() {
        return content.get();
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
        long length = readVarLong();
        if (length < 0 || length > content.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[(int) length];
        content.get(bytes);
        return Bytes.wrap(bytes);
    }
}
