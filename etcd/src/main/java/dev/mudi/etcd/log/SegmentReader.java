package dev.mudi.etcd.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a segment's frames in order through a window. For one thread. */
final class SegmentReader {
    private static final int WINDOW = 1 << 18;

    private final Disk.File file;
    private final long size;
    private ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long windowStart;

    SegmentReader(Disk.File file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    /**
     * What stands at the position.
     *
     * @param last whether this is the log's last segment, the one that may end in the middle of a frame
     */
    Frame.Reading read(long position, long expectedSequence, boolean last) throws IOException {
        var head = bytes(position, Frame.HEADER);
        var header = head.remaining() < Frame.HEADER ? null : Frame.header(head);
        if (header == null) {
            return afterBadHeader(position, expectedSequence, last);
        }
        long length = Frame.size(header.payload());
        if (header.sequence() != expectedSequence) {
            return new Frame.Damaged(
                    "here is frame " + header.sequence() + " where frame " + expectedSequence + " belongs");
        }
        if (position + length > size) {
            return last ? new Frame.Torn() : new Frame.Damaged("the file ends within frame " + expectedSequence);
        }
        var frame = bytes(position, (int) length);
        if (Frame.isWhole(header, frame)) {
            return new Frame.Whole(
                    header.sequence(), frame.slice(frame.position() + Frame.HEADER, header.payload()), length);
        }
        boolean torn = last && Frame.isTorn(frame, position);
        return torn && !anyFrameAfter(position, expectedSequence)
                ? new Frame.Torn()
                : new Frame.Damaged("the checksum of frame " + expectedSequence + " does not match");
    }

    private Frame.Reading afterBadHeader(long position, long expectedSequence, boolean last) throws IOException {
        if (isZeroFrom(position)) {
            return new Frame.End();
        }
        var damaged = new Frame.Damaged("the header of frame " + expectedSequence + " does not match its checksum");
        if (!last || anyFrameAfter(position, expectedSequence)) {
            return damaged;
        }
        boolean headOnly = isZeroFrom(position + Frame.HEADER);
        return headOnly || Frame.isTornHeader(bytes(position, Frame.HEADER)) ? new Frame.Torn() : damaged;
    }

    private boolean isZeroFrom(long position) throws IOException {
        for (long at = position; at < size; at += WINDOW) {
            if (!Frame.isZero(bytes(at, WINDOW))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a younger whole frame follows: then what is before it was durable once, and is no torn end. */
    private boolean anyFrameAfter(long position, long sequence) throws IOException {
        for (long at = position + Frame.ALIGNMENT; at + Frame.HEADER <= size; at += Frame.ALIGNMENT) {
            var head = bytes(at, Frame.HEADER);
            var header = Frame.header(head);
            if (header != null
                    && header.sequence() > sequence
                    && at + Frame.size(header.payload()) <= size
                    && Frame.isWhole(header, bytes(at, (int) Frame.size(header.payload())))) {
                return true;
            }
        }
        return false;
    }

    /** A view of so many bytes, fewer where the file ends; valid until the next call. */
    private ByteBuffer bytes(long position, int count) throws IOException {
        int wanted = (int) Math.max(0, Math.min(count, size - position));
        if (position < windowStart || position + wanted > windowStart + window.limit()) {
            if (window.capacity() < wanted) {
                window = ByteBuffer.allocate(wanted);
            } else if (window.capacity() > WINDOW && wanted <= WINDOW) {
                window = ByteBuffer.allocate(WINDOW);
            }
            window.clear();
            file.read(window, position);
            window.flip();
            windowStart = position;
        }
        return window.slice((int) (position - windowStart), Math.min(wanted, window.limit()));
    }
}
