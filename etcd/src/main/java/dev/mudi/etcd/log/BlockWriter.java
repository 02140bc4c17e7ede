package dev.mudi.etcd.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes a stream of checked blocks: each has its length, its CRC32C, and its bytes; the last has the length 0 and in the
 * place of the checksum one over all checksums, which shows that none is missing. Records never span blocks. For one thread.
 */
public final class BlockWriter {
    static final int HEADER = 8;
    private static final int BLOCK = 128 << 10;

    /** Where the stream goes. */
    @FunctionalInterface
    public interface Sink {
        /** Takes all that remains of the buffer. */
        void write(ByteBuffer bytes) throws IOException;
    }

    private final Sink sink;
    private final RecordBuffer block = new RecordBuffer(2 * BLOCK);
    private final CRC32C all = new CRC32C();
    private long written;

    public BlockWriter(Sink sink) {
        this.sink = sink;
        block.skip(HEADER);
    }

    /** The buffer to put the next record into. */
    public RecordBuffer record() throws IOException {
        if (block.length() > BLOCK) {
            flush();
        }
        return block;
    }

    /** Where in the stream stands what is put into the buffer next. */
    public long position() {
        return written + block.length();
    }

    private void flush() throws IOException {
        int length = block.length() - HEADER;
        var crc = new CRC32C();
        crc.update(block.array(), HEADER, length);
        write(length, (int) crc.getValue());
    }

    private void write(int length, int crc) throws IOException {
        block.setInt(0, length).setInt(4, crc);
        all.update(block.array(), 0, HEADER);
        sink.write(ByteBuffer.wrap(block.array(), 0, block.length()));
        written += block.length();
        block.clear();
        block.skip(HEADER);
    }

    /** Writes what is left and the last block; the sink is left open. */
    public void finish() throws IOException {
        if (block.length() > HEADER) {
            flush();
        }
        write(0, (int) all.getValue());
    }
}
