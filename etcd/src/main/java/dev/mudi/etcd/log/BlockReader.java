package dev.mudi.etcd.log;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Reads what a {@link BlockWriter} wrote. For one thread. */
public final class BlockReader {
    private static final int LONGEST = 1 << 30;
    /** A block is longer only when a record is. */
    private static final int USUAL = 1 << 20;

    private final DataInputStream in;
    private final String name;
    private final CRC32C all = new CRC32C();
    private long position;

    /** @param name of the file, for messages */
    public BlockReader(InputStream in, String name) {
        this.in = new DataInputStream(in);
        this.name = name;
    }

    /** Takes a record. */
    @FunctionalInterface
    public interface Records {
        /** Reads one record; what it throws is reported as damage. */
        void read(RecordReader record) throws IOException;
    }

    /**
     * Reads every record up to the end of the stream.
     *
     * @throws DamageException when a checksum does not match, the end is missing, or a record makes no sense
     */
    public void forEach(Records records) throws IOException {
        try {
            while (true) {
                var header = in.readNBytes(BlockWriter.HEADER);
                if (header.length < BlockWriter.HEADER) {
                    throw new DamageException(name, position, "the end is missing");
                }
                int length = ByteBuffer.wrap(header).getInt(0);
                int crc = ByteBuffer.wrap(header).getInt(4);
                if (length == 0) {
                    check((int) all.getValue() == crc, "the checksum of the whole does not match");
                    return;
                }
                check(length > 0 && length <= LONGEST, "a block cannot have " + length + " bytes");
                all.update(header);
                var block = block(length);
                var computed = new CRC32C();
                computed.update(block);
                check((int) computed.getValue() == crc, "the checksum of a block does not match");
                var reader = new RecordReader(ByteBuffer.wrap(block), position + BlockWriter.HEADER);
                while (reader.hasMore()) {
                    records.read(reader);
                }
                position += BlockWriter.HEADER + length;
            }
        } catch (EOFException e) {
            throw new DamageException(name, position, "the file ends within a block");
        } catch (BufferUnderflowException | IllegalStateException e) {
            throw new DamageException(name, position, "a record makes no sense: " + e.getMessage());
        }
    }

    /** A length that is damaged takes no more memory than there are bytes. */
    private byte[] block(int length) throws IOException {
        if (length > USUAL) {
            var block = in.readNBytes(length);
            if (block.length < length) {
                throw new EOFException();
            }
            return block;
        }
        var block = new byte[length];
        in.readFully(block);
        return block;
    }

    /** What to throw when the records, each whole, make no sense together. */
    public DamageException damage(String what) {
        return new DamageException(name, position, what);
    }

    /** How much was read, in bytes. */
    public long position() {
        return position;
    }

    private void check(boolean condition, String otherwise) throws DamageException {
        if (!condition) {
            throw new DamageException(name, position, otherwise);
        }
    }
}
