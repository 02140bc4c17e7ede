package dev.mudi.etcd.log;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;

/** The snapshots of a data directory, each named after the last frame whose effects it holds. For one thread. */
public final class Snapshots {
    private static final String PREFIX = "snapshot-";
    private static final String TEMPORARY = ".tmp";
    private static final int READ_AHEAD = 1 << 18;

    private final Disk disk;

    public Snapshots(Disk disk) {
        this.disk = disk;
    }

    /** The sequence numbers of the snapshots, the newest first. */
    public List<Long> list() throws IOException {
        return disk.list().stream()
                .flatMap(name -> Segment.sequence(name, PREFIX).stream().boxed())
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    public String path(long sequence) {
        return disk.path(name(sequence));
    }

    /** Of the file. */
    public static String name(long sequence) {
        return PREFIX + "%016x".formatted(sequence);
    }

    /** What a snapshot is made of. */
    @FunctionalInterface
    public interface Content {
        void writeTo(BlockWriter out) throws IOException;
    }

    /**
     * Writes a snapshot; it is there as a whole, durably, or not at all.
     *
     * @return its size in bytes
     */
    public long write(long sequence, Content content) throws IOException {
        var temporary = name(sequence) + TEMPORARY;
        try (var file = disk.create(temporary)) {
            var out = new ForcedSink(file);
            var blocks = new BlockWriter(out);
            content.writeTo(blocks);
            blocks.finish();
            file.force();
            disk.rename(temporary, name(sequence));
            return out.position();
        } catch (IOException | RuntimeException e) {
            disk.delete(temporary);
            throw e;
        }
    }

    /** Reads a snapshot from its beginning. */
    public InputStream open(long sequence) throws IOException {
        return new BufferedInputStream(new FileSource(disk.open(name(sequence))), READ_AHEAD);
    }

    /** Removes a snapshot. */
    public void delete(long sequence) throws IOException {
        disk.delete(name(sequence));
    }

    /** Removes what was being written when a process ended. */
    public static void deleteTemporaries(Disk disk) throws IOException {
        for (var name : disk.list()) {
            if (name.endsWith(TEMPORARY)) {
                disk.delete(name);
            }
        }
    }

    private static final class FileSource extends InputStream {
        private final Disk.File file;
        private long position;

        FileSource(Disk.File file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int count = file.read(ByteBuffer.wrap(into, offset, length), position);
            position += count;
            return count == 0 ? -1 : count;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
