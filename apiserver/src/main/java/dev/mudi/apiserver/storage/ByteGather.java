package dev.mudi.apiserver.storage;

import dev.mudi.api.codec.ByteSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects an answer from pieces: large ones are shared, small ones are copied together, so that a list of many objects is a
 * short list of buffers. Not safe for several threads.
 */
public final class ByteGather implements ByteSink {
    private static final int CHUNK_BYTES = 8 * 1024;

    private final List<ByteBuffer> parts = new ArrayList<>();
    private byte[] chunk;
    private int start;
    private int end;
    private long length;

    /** An empty collection. */
    public ByteGather() {
        this(CHUNK_BYTES);
    }

    /** An empty collection whose small pieces are expected to have so many bytes together. */
    public ByteGather(int smallBytes) {
        chunk = new byte[Math.max(64, Math.min(smallBytes, CHUNK_BYTES))];
    }

    /** Adds text. */
    public ByteGather add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds bytes that will not change. */
    public ByteGather add(byte[] bytes) {
        return add(bytes, 0, bytes.length);
    }

    /** Adds a part of bytes that will not change. */
    public ByteGather add(byte[] bytes, int offset, int count) {
        length += count;
        if (count >= KEPT_FROM) {
            cut();
            parts.add(ByteBuffer.wrap(bytes, offset, count).slice());
            return this;
        }
        if (end + count > chunk.length) {
            cut();
            chunk = new byte[CHUNK_BYTES];
            start = 0;
            end = 0;
        }
        System.arraycopy(bytes, offset, chunk, end, count);
        end += count;
        return this;
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        add(bytes, from, count);
    }

    /** Adds a buffer whose contents will not change. */
    public ByteGather add(ByteBuffer buffer) {
        length += buffer.remaining();
        cut();
        parts.add(buffer.slice());
        return this;
    }

    /** Adds a whole number in decimal. */
    public ByteGather add(long number) {
        return add(Long.toString(number).getBytes(StandardCharsets.ISO_8859_1));
    }

    /** How many bytes there are. */
    public long length() {
        return length;
    }

    /** The pieces in order. */
    public List<ByteBuffer> buffers() {
        cut();
        return List.copyOf(parts);
    }

    /** All of it in one array. */
    public byte[] toByteArray() {
        var all = new byte[Math.toIntExact(length)];
        int at = 0;
        for (var part : buffers()) {
            int count = part.remaining();
            part.get(part.position(), all, at, count);
            at += count;
        }
        return all;
    }

    private void cut() {
        if (end > start) {
            parts.add(ByteBuffer.wrap(chunk, start, end - start).slice());
            start = end;
        }
    }
}
