package dev.mudi.etcd.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** A file of the log: a header of 24 bytes (magic, format, first sequence number, CRC32C of these, zeros), then frames. */
record Segment(String name, long firstSequence) implements Comparable<Segment> {
    static final int HEADER = 24;
    private static final String PREFIX = "log-";
    private static final int MAGIC = 0x4d75_4c53;
    private static final int FORMAT = 1;

    static Segment of(long firstSequence) {
        return new Segment(PREFIX + "%016x".formatted(firstSequence), firstSequence);
    }

    /** The segments there are, in order. */
    static List<Segment> list(Disk disk) throws IOException {
        return disk.list().stream()
                .flatMap(name -> sequence(name, PREFIX).stream().mapToObj(first -> new Segment(name, first)))
                .sorted()
                .toList();
    }

    /** The number in a file's name, if it has this prefix and a number. */
    static OptionalLong sequence(String name, String prefix) {
        var digits = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        return digits.matches("[0-9a-f]{16}")
                ? OptionalLong.of(Long.parseUnsignedLong(digits, 16))
                : OptionalLong.empty();
    }

    /**
     * Makes the file with its header, durably.
     *
     * @param size to make it at once, so that appending need not
     */
    Disk.File create(Disk disk, long size) throws IOException {
        var temporary = name + ".tmp";
        var file = disk.create(temporary);
        try {
            file.resize(size);
            file.write(header(), 0);
            file.force();
            disk.rename(temporary, name);
            return file;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private ByteBuffer header() {
        var header = ByteBuffer.allocate(HEADER).putInt(MAGIC).putInt(FORMAT).putLong(firstSequence);
        var crc = new CRC32C();
        crc.update(header.array(), 0, header.position());
        return header.putInt((int) crc.getValue()).rewind();
    }

    /** @throws DamageException when the file does not begin with this segment's header */
    void checkHeader(Disk disk, Disk.File file) throws IOException {
        var found = ByteBuffer.allocate(HEADER);
        if (file.read(found, 0) < HEADER) {
            throw new DamageException(disk.path(name), 0, "the file is shorter than a segment's header");
        }
        if (!found.flip().equals(header())) {
            throw new DamageException(
                    disk.path(name),
                    0,
                    "this is not the header of a segment that begins with frame " + firstSequence + " in format "
                            + FORMAT);
        }
    }

    @Override
    public int compareTo(Segment other) {
        return Long.compareUnsigned(firstSequence, other.firstSequence);
    }
}
