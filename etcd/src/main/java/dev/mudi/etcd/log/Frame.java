package dev.mudi.etcd.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What one append writes: a header of 24 bytes (magic, length of the payload, sequence number, CRC32C of the payload,
 * CRC32C of the header before it), the payload, and from the next multiple of eight on an end mark of eight bytes that is
 * never zero. Frames begin at multiples of eight in their file.
 */
final class Frame {
    static final int HEADER = 24;
    static final int END_MARK = 8;
    static final int ALIGNMENT = 8;
    /** The longest payload; a longer length in a header is damage. */
    static final int MAX_PAYLOAD = 1 << 30;

    private static final int MAGIC = 0x4d754c31;
    private static final int SECTOR = 512;
    private static final long END = 0xe7cd_10c5_e7cd_10c5L;

    private Frame() {}

    /** How many bytes a frame with this payload takes. */
    static long size(int payload) {
        return HEADER + aligned(payload) + END_MARK;
    }

    private static long aligned(long length) {
        return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Completes a frame in a buffer of {@link #HEADER} bytes left free and the payload. */
    static void seal(RecordBuffer buffer, long sequence) {
        int payload = buffer.length() - HEADER;
        var crc = new CRC32C();
        crc.update(buffer.array(), HEADER, payload);
        buffer.setInt(0, MAGIC).setInt(4, payload).setLong(8, sequence).setInt(16, (int) crc.getValue());
        crc.reset();
        crc.update(buffer.array(), 0, 20);
        buffer.setInt(20, (int) crc.getValue());
        buffer.skip((int) (aligned(payload) - payload)).putLong(sequence ^ END);
    }

    /** A header that checks. */
    record Header(int payload, long sequence, int payloadCrc) {}

    /** What stands at a place of a segment. */
    sealed interface Reading {}

    /** A whole frame; the payload is a view into the reader's window. */
    record Whole(long sequence, ByteBuffer payload, long size) implements Reading {}

    /** A frame of which the end never reached the disk. */
    record Torn() implements Reading {}

    /** Nothing but zeros up to the end of the file. */
    record End() implements Reading {}

    /** Something else. */
    record Damaged(String what) implements Reading {}

    /**
     * Looks at the header.
     *
     * @param bytes at least {@link #HEADER} of them from its position on
     * @return null when it does not check
     */
    static @Nullable Header header(ByteBuffer bytes) {
        int at = bytes.position();
        if (bytes.getInt(at) != MAGIC) {
            return null;
        }
        var crc = new CRC32C();
        crc.update(bytes.slice(at, 20));
        int payload = bytes.getInt(at + 4);
        if ((int) crc.getValue() != bytes.getInt(at + 20) || payload < 0 || payload > MAX_PAYLOAD) {
            return null;
        }
        return new Header(payload, bytes.getLong(at + 8), bytes.getInt(at + 16));
    }

    /** Whether what is behind the header checks too; the bytes are the whole frame. */
    static boolean isWhole(Header header, ByteBuffer frame) {
        var crc = new CRC32C();
        crc.update(frame.slice(frame.position() + HEADER, header.payload));
        return (int) crc.getValue() == header.payloadCrc && endMark(frame) == (header.sequence ^ END);
    }

    private static long endMark(ByteBuffer frame) {
        return frame.getLong(frame.limit() - END_MARK);
    }

    /**
     * Whether a frame that does not check was written in part only: its end mark is missing, or a sector of it is still
     * as empty as it was. What checks neither way was written whole and changed since.
     *
     * @param frame the frame's bytes
     * @param position where it stands in its file
     */
    static boolean isTorn(ByteBuffer frame, long position) {
        if (endMark(frame) == 0) {
            return true;
        }
        long end = position + frame.remaining();
        for (long sector = (position + SECTOR - 1) / SECTOR * SECTOR; sector + SECTOR <= end; sector += SECTOR) {
            if (isZero(frame.slice((int) (sector - position) + frame.position(), SECTOR))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a header that does not check was written in part only. */
    static boolean isTornHeader(ByteBuffer header) {
        return isZero(header.slice(header.position(), 8)) || isZero(header.slice(header.position() + 16, 8));
    }

    static boolean isZero(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
