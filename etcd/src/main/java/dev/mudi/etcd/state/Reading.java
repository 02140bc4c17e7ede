package dev.mudi.etcd.state;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the values of many versions, those that lie one behind the other in a file at once. It keeps at most one window of
 * {@value #LARGEST} bytes for each file. For one thread.
 */
public final class Reading {
    private static final int LARGEST = 64 << 10;
    private static final int FIRST = 4 << 10;
    /** What may stand between two values that are read at once. */
    private static final int GAP = 4 << 10;

    private final Map<Home, Window> windows = new HashMap<>();

    private static final class Window {
        private byte[] content = new byte[0];
        private long start;
        private int length;
        private long lastEnd = -1;

        private boolean has(long offset, int count) {
            return offset >= start && offset + count <= start + length;
        }
    }

    /** Reads one value, and nothing else. */
    static byte[] one(Home home, long place, long revision) throws IOException {
        var entry = new byte[Place.HEADER + Place.length(place)];
        require(home.read(ByteBuffer.wrap(entry), Place.offset(place)) == entry.length);
        return checked(entry, 0, Place.length(place), revision);
    }

    byte[] read(Home home, long place, long revision) throws IOException {
        int length = Place.length(place);
        int count = Place.HEADER + length;
        long offset = Place.offset(place);
        var window = windows.computeIfAbsent(home, _ -> new Window());
        boolean follows = window.lastEnd >= 0 && offset >= window.lastEnd && offset - window.lastEnd <= GAP;
        window.lastEnd = offset + count;
        if (!window.has(offset, count)) {
            if (!follows || count > LARGEST) {
                return one(home, place, revision);
            }
            fill(window, home, offset, count);
        }
        return checked(window.content, (int) (offset - window.start), length, revision);
    }

    private static void fill(Window window, Home home, long offset, int count) throws IOException {
        int size = Math.clamp(Math.max(2L * window.content.length, count), FIRST, LARGEST);
        if (window.content.length != size) {
            window.content = new byte[size];
        }
        window.length = 0;
        window.start = offset;
        window.length = home.read(ByteBuffer.wrap(window.content), offset);
        require(window.length >= count);
    }

    private static void require(boolean whole) throws EOFException {
        if (!whole) {
            throw new EOFException("the file ends within a value");
        }
    }

    private static byte[] checked(byte[] content, int at, int length, long revision) throws IOException {
        int check = ByteBuffer.wrap(content).getInt(at);
        int from = at + Place.HEADER;
        if (Place.check(content, from, length, revision) != check) {
            throw new IOException("the checksum of the value does not match");
        }
        return Arrays.copyOfRange(content, from, from + length);
    }
}
