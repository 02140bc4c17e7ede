package dev.mudi.etcd.log;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk that can be full, fail to force, and crash: what was not forced is then lost, sector by sector as the dice fall.
 * Safe for use by any number of threads.
 */
public final class MemoryDisk implements Disk {
    private static final int SECTOR = 512;

    private final Map<String, Content> files = new TreeMap<>();
    private long capacity = Long.MAX_VALUE;
    private boolean failForce;

    private static final class Content {
        byte[] written = new byte[0];
        byte[] durable = new byte[0];
    }

    /** How many more bytes files may get beyond what they have. */
    public synchronized void limitRoom(long bytes) {
        capacity = bytes == Long.MAX_VALUE ? bytes : used() + bytes;
    }

    /** From now on forcing fails, or works again. */
    public synchronized void failForce(boolean fail) {
        failForce = fail;
    }

    private long used() {
        long used = 0;
        for (var content : files.values()) {
            for (byte b : content.written) {
                used += b == 0 ? 0 : 1;
            }
        }
        return used;
    }

    /** Loses of what was not forced what the dice say. */
    public synchronized void crash(RandomGenerator dice) {
        for (var content : files.values()) {
            var survived = Arrays.copyOf(content.durable, content.written.length);
            for (int sector = 0; sector < survived.length; sector += SECTOR) {
                int end = Math.min(survived.length, sector + SECTOR);
                if (dice.nextBoolean()) {
                    System.arraycopy(content.written, sector, survived, sector, end - sector);
                }
            }
            content.written = survived.clone();
            content.durable = survived;
        }
        capacity = Long.MAX_VALUE;
        failForce = false;
    }

    /** The bytes of a file, to be looked at and changed. */
    public synchronized byte[] content(String name) {
        return files.get(name).written;
    }

    /** Puts other bytes in the place of a file's. */
    public synchronized void replace(String name, byte[] bytes) {
        files.get(name).written = bytes;
    }

    /** The same files on another disk. */
    public synchronized MemoryDisk copy() {
        var copy = new MemoryDisk();
        files.forEach((name, content) -> {
            var same = new Content();
            same.written = content.written.clone();
            same.durable = content.durable.clone();
            copy.files.put(name, same);
        });
        return copy;
    }

    @Override
    public synchronized List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public synchronized File create(String name) {
        files.put(name, new Content());
        return new MemoryFile(files.get(name));
    }

    @Override
    public synchronized File open(String name) throws IOException {
        if (!files.containsKey(name)) {
            throw new FileNotFoundException(name);
        }
        return new MemoryFile(files.get(name));
    }

    @Override
    public synchronized void rename(String from, String to) {
        files.put(to, files.remove(from));
    }

    @Override
    public synchronized void delete(String name) {
        files.remove(name);
    }

    @Override
    public String path(String name) {
        return "memory/" + name;
    }

    private final class MemoryFile implements File {
        private final Content content;

        MemoryFile(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            synchronized (MemoryDisk.this) {
                return content.written.length;
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            synchronized (MemoryDisk.this) {
                int count = from.remaining();
                int room = capacity == Long.MAX_VALUE ? count : Math.clamp(capacity - used(), 0, count);
                int end = (int) position + room;
                if (end > content.written.length) {
                    content.written = Arrays.copyOf(content.written, end);
                }
                from.get(content.written, (int) position, room);
                if (room < count) {
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public int read(ByteBuffer into, long position) {
            synchronized (MemoryDisk.this) {
                int count = Math.clamp(content.written.length - position, 0, into.remaining());
                into.put(content.written, (int) position, count);
                return count;
            }
        }

        @Override
        public void resize(long size) {
            synchronized (MemoryDisk.this) {
                content.written = Arrays.copyOf(content.written, (int) size);
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (MemoryDisk.this) {
                if (failForce) {
                    throw new IOException("Input/output error");
                }
                content.durable = content.written.clone();
            }
        }

        @Override
        public void close() {
            // The content stays on the disk.
        }
    }
}
