package dev.mudi.etcd.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log: payloads in order, numbered from 1 without a gap. For one thread, but for {@link #deleteBefore}.
 *
 * <p>After a failed append the log is as it was before it, and appending may be tried again.
 */
public final class Log implements Closeable {
    /** How large a segment is made; a single frame may be larger. */
    public static final long SEGMENT_BYTES = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Log.class);

    private final Disk disk;
    private final long segmentBytes;
    private final SegmentList segments = new SegmentList();
    private Disk.File current;
    private long position;
    private long nextSequence;
    /** Whether the bytes from the position on may hold part of a frame that was given up. */
    private boolean dirty;

    private Log(Disk disk, long segmentBytes, Disk.File current, long position, long nextSequence) {
        this.disk = disk;
        this.segmentBytes = segmentBytes;
        this.current = current;
        this.position = position;
        this.nextSequence = nextSequence;
    }

    /** Takes what the log holds, in order. */
    @FunctionalInterface
    public interface Replay {
        /**
         * @param payload valid during the call
         * @throws IllegalStateException when the payload makes no sense; the log reports it as damage
         * @throws BufferUnderflowException when the payload ends too early; likewise
         */
        void accept(long sequence, ByteBuffer payload) throws IOException;
    }

    /** An append did not get to the disk. */
    public static final class AppendException extends IOException {
        private static final long serialVersionUID = 1L;

        private final boolean certain;

        AppendException(boolean certain, IOException cause) {
            super(cause.getMessage(), cause);
            this.certain = certain;
        }

        /** Whether it is certain that the payload is not there at the next start; otherwise it may be or not. */
        public boolean isCertain() {
            return certain;
        }
    }

    /**
     * Opens the log of a directory, or starts one.
     *
     * @param after the sequence number up to which nothing is wanted, since a snapshot has it
     * @throws DamageException when the log is damaged, or something between {@code after} and its end is missing
     */
    public static Log open(Disk disk, long segmentBytes, long after, Replay replay) throws IOException {
        var all = Segment.list(disk);
        var found = relevant(all, after);
        if (found.isEmpty()) {
            var first = Segment.of(after + 1);
            var log = new Log(disk, segmentBytes, first.create(disk, segmentBytes), Segment.HEADER, after + 1);
            log.segments.add(first);
            return log;
        }
        var end = replay(disk, found, after, replay);
        var segment = found.getLast();
        var file = disk.open(segment.name());
        try {
            // What a torn frame left goes, so that the next start does not find a piece of it behind a shorter frame.
            file.resize(end.position);
            file.resize(Math.max(segmentBytes, end.position));
            file.force();
        } catch (IOException e) {
            file.close();
            throw e;
        }
        var log = new Log(disk, segmentBytes, file, end.position, end.sequence);
        // Those that are no longer wanted too, so that they are removed one day.
        all.forEach(log.segments::add);
        return log;
    }

    /**
     * Reads the whole log and changes nothing.
     *
     * @param after the sequence number up to which the replay is not shown the payloads
     * @return the sequence number of the last frame, {@code after} when there is none
     * @throws DamageException as {@link #open} does
     */
    public static long verify(Disk disk, long after, Replay replay) throws IOException {
        var found = Segment.list(disk);
        if (found.isEmpty()) {
            return after;
        }
        return replay(disk, found, after, replay).sequence - 1;
    }

    private static Place replay(Disk disk, List<Segment> found, long after, Replay replay) throws IOException {
        long sequence = found.getFirst().firstSequence();
        if (sequence > after + 1) {
            throw new DamageException(
                    disk.path(found.getFirst().name()),
                    0,
                    "the frames from " + (after + 1) + " to " + (sequence - 1)
                            + " are neither in a snapshot nor in the log");
        }
        var end = new Place(sequence, Segment.HEADER);
        for (var segment : found) {
            if (end.sequence != segment.firstSequence()) {
                throw new DamageException(
                        disk.path(segment.name()),
                        0,
                        "the segment begins with frame " + segment.firstSequence()
                                + " but the one before it ends before frame " + end.sequence);
            }
            boolean last = segment.equals(found.getLast());
            try (var file = disk.open(segment.name())) {
                end = replaySegment(disk, segment, file, last, new Wanted(end.sequence, after, replay));
            }
        }
        return end;
    }

    /** The segments that hold frames after the given one, and the last one in any case. */
    private static List<Segment> relevant(List<Segment> all, long after) {
        var relevant = new ArrayList<Segment>();
        for (int i = 0; i < all.size(); i++) {
            boolean before = i + 1 < all.size() && all.get(i + 1).firstSequence() <= after + 1;
            if (!before) {
                relevant.add(all.get(i));
            }
        }
        return relevant;
    }

    private record Wanted(long sequence, long after, Replay replay) {}

    private record Place(long sequence, long position) {}

    private static Place replaySegment(Disk disk, Segment segment, Disk.File file, boolean last, Wanted wanted)
            throws IOException {
        segment.checkHeader(disk, file);
        var reader = new SegmentReader(file);
        long position = Segment.HEADER;
        long sequence = wanted.sequence;
        while (true) {
            switch (reader.read(position, sequence, last)) {
                case Frame.Whole whole -> {
                    if (sequence > wanted.after) {
                        accept(wanted.replay, whole, disk.path(segment.name()), position);
                    }
                    position += whole.size();
                    sequence++;
                }
                case Frame.Torn _ -> {
                    LOG.atWarn()
                            .setMessage("the log ends in a frame that was never written to its end; leaving it out")
                            .addKeyValue("file", disk.path(segment.name()))
                            .addKeyValue("offset", position)
                            .log();
                    return new Place(sequence, position);
                }
                case Frame.End _ -> {
                    return new Place(sequence, position);
                }
                case Frame.Damaged(var what) -> throw new DamageException(disk.path(segment.name()), position, what);
            }
        }
    }

    private static void accept(Replay replay, Frame.Whole frame, String file, long position) throws IOException {
        try {
            replay.accept(frame.sequence(), frame.payload());
        } catch (BufferUnderflowException | IllegalStateException e) {
            throw new DamageException(
                    file, position, "frame " + frame.sequence() + " makes no sense: " + e.getMessage());
        }
    }

    /** An empty buffer to put a payload into for {@link #append}. */
    public static RecordBuffer start(RecordBuffer buffer) {
        buffer.clear();
        return buffer.skip(Frame.HEADER);
    }

    /**
     * Appends a payload; it is on the disk on return.
     *
     * @param payload from {@link #start}
     * @return its sequence number
     * @throws AppendException when the disk is full or fails
     */
    public long append(RecordBuffer payload) throws AppendException {
        long sequence = nextSequence;
        Frame.seal(payload, sequence);
        boolean written = false;
        try {
            if (dirty) {
                cleanUp();
            }
            if (position > Segment.HEADER && position + payload.length() > segmentBytes) {
                roll(sequence);
            }
            dirty = true;
            current.write(ByteBuffer.wrap(payload.array(), 0, payload.length()), position);
            written = true;
            current.force();
            dirty = false;
        } catch (IOException e) {
            throw new AppendException(!written, e);
        }
        position += payload.length();
        nextSequence = sequence + 1;
        return sequence;
    }

    /** Removes what a failed append left; must be durable before anything else is written in its place. */
    private void cleanUp() throws IOException {
        current.resize(position);
        current.resize(Math.max(segmentBytes, position));
        current.force();
        dirty = false;
    }

    private void roll(long firstSequence) throws IOException {
        var next = Segment.of(firstSequence);
        var file = next.create(disk, segmentBytes);
        var full = current;
        current = file;
        long end = position;
        position = Segment.HEADER;
        segments.add(next);
        full.resize(end);
        full.close();
    }

    /** The sequence number of the last frame, or that of the snapshot the log was opened after. */
    public long lastSequence() {
        return nextSequence - 1;
    }

    /** Removes the segments that hold nothing after this sequence number. May be called by any thread. */
    public void deleteBefore(long sequence) throws IOException {
        for (var segment : segments.takeBefore(sequence)) {
            disk.delete(segment.name());
        }
    }

    /** Closes the files; cuts the room off that was made ahead, so that the next start need not look at it. */
    @Override
    public void close() throws IOException {
        try {
            current.resize(position);
            current.force();
        } finally {
            current.close();
        }
    }

    /** The segments there are, shared by the thread that appends and the one that deletes. */
    private static final class SegmentList {
        private final List<Segment> segments = new ArrayList<>();

        synchronized void add(Segment segment) {
            segments.add(segment);
        }

        /** Takes out those before the last that hold nothing after this sequence number. */
        synchronized List<Segment> takeBefore(long sequence) {
            var kept = relevant(segments, sequence);
            var gone = segments.subList(0, segments.size() - kept.size());
            var taken = List.copyOf(gone);
            gone.clear();
            return taken;
        }
    }
}
