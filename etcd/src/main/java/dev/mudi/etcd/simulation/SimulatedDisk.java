package dev.mudi.etcd.simulation;

import dev.mudi.etcd.log.Disk;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A disk that loses what was not forced, sector by sector and so in any order, and the power in the middle of a write; that can
 * be full, slow, and flip bits.
 */
final class SimulatedDisk implements Disk {
    private static final int SECTOR = 512;
    private static final long FORCE_MICROS = 300;

    private final World world;
    private final Map<String, Content> files = new TreeMap<>();
    /** Whether forcing only pretends. */
    private final boolean lying;

    private boolean full;
    private boolean slow;
    private boolean off;
    private boolean dying;

    private static final class Content {
        private byte[] written = new byte[0];
        private byte[] durable = new byte[0];
        private int dirtyFrom;
        private int dirtyTo;

        private void dirty(int from, int to) {
            dirtyFrom = dirtyTo == 0 ? from : Math.min(dirtyFrom, from);
            dirtyTo = Math.max(dirtyTo, to);
        }
    }

    SimulatedDisk(World world, boolean lying) {
        this.world = world;
        this.lying = lying;
    }

    void setFull(boolean value) {
        full = value;
    }

    void setSlow(boolean value) {
        slow = value;
    }

    /** The power goes at the next write or force, and what was to be written is torn. */
    void dieAtNextWrite() {
        dying = true;
    }

    /** How long a force takes. */
    long latency() {
        return slow ? world.between(20 * World.MILLI, 400 * World.MILLI) : world.between(50, 2 * FORCE_MICROS);
    }

    void powerOff() {
        off = true;
        dying = false;
        for (var content : files.values()) {
            content.written = survived(content);
            content.durable = content.written.clone();
            content.dirtyTo = 0;
        }
    }

    private byte[] survived(Content content) {
        var survived = Arrays.copyOf(content.durable, content.written.length);
        int first = content.dirtyTo == 0 ? survived.length : content.dirtyFrom / SECTOR * SECTOR;
        for (int sector = first; sector < Math.min(survived.length, content.dirtyTo); sector += SECTOR) {
            if (world.dice.nextBoolean()) {
                int end = Math.min(survived.length, sector + SECTOR);
                System.arraycopy(content.written, sector, survived, sector, end - sector);
            }
        }
        return survived;
    }

    void powerOn() {
        off = false;
    }

    /** Turns one bit of what was written over. Answers where. */
    String flipBit() {
        return flipBit(list(), world.dice);
    }

    /** As {@link #flipBit()}, in one of the files whose names begin so. */
    String flipBit(String prefix) {
        var some = list().stream().filter(name -> name.startsWith(prefix)).toList();
        return some.isEmpty() ? "nowhere" : flipBit(some, world.otherDice);
    }

    private String flipBit(List<String> names, SplittableRandom dice) {
        var name = names.get(dice.nextInt(names.size()));
        var content = files.get(name);
        if (content == null || content.written.length == 0) {
            return "nowhere";
        }
        int used = content.written.length;
        while (used > 1 && content.written[used - 1] == 0) {
            used--;
        }
        int at = dice.nextInt(used);
        content.written[at] ^= (byte) (1 << dice.nextInt(8));
        content.durable = content.written.clone();
        return name + " at byte " + at;
    }

    void erase() {
        files.clear();
    }

    private void spend() {
        if (off) {
            throw new PowerLoss();
        }
        if (dying) {
            dying = false;
            off = true;
            throw new PowerLoss();
        }
    }

    @Override
    public List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public File create(String name) {
        spend();
        var content = new Content();
        files.put(name, content);
        return new OpenFile(content);
    }

    @Override
    public File open(String name) throws IOException {
        var content = files.get(name);
        if (content == null) {
            throw new FileNotFoundException(name);
        }
        return new OpenFile(content);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        spend();
        var content = files.remove(from);
        if (content == null) {
            throw new FileNotFoundException(from);
        }
        files.put(to, content);
    }

    @Override
    public void delete(String name) {
        if (off) {
            throw new PowerLoss();
        }
        files.remove(name);
    }

    @Override
    public String path(String name) {
        return name;
    }

    private final class OpenFile implements File {
        private final Content content;

        OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.written.length;
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            int end = (int) position + from.remaining();
            if (full) {
                // A disk is full at the end of a sector, not within one.
                end = Math.max((int) position, (int) world.between(position, end) / SECTOR * SECTOR);
            }
            int count = end - (int) position;
            if (end > content.written.length) {
                content.written = Arrays.copyOf(content.written, end);
            }
            content.dirty((int) position, end);
            if (full) {
                from.get(content.written, (int) position, count);
                throw new IOException("No space left on device");
            }
            from.get(content.written, (int) position, count);
            spend();
        }

        @Override
        public int read(ByteBuffer into, long position) {
            int count = Math.clamp(content.written.length - position, 0, into.remaining());
            into.put(content.written, (int) position, count);
            return count;
        }

        @Override
        public void resize(long size) throws IOException {
            if (size == content.written.length) {
                return;
            }
            if (full && size > content.written.length) {
                throw new IOException("No space left on device");
            }
            content.dirty((int) Math.min(size, content.written.length), (int) size);
            content.written = Arrays.copyOf(content.written, (int) size);
        }

        @Override
        public void force() {
            spend();
            if (lying) {
                world.after(world.between(World.MILLI, 300 * World.MILLI), this::settle);
            } else {
                settle();
            }
        }

        private void settle() {
            if (off || content.dirtyTo == 0) {
                return;
            }
            if (content.durable.length == content.written.length) {
                int from = content.dirtyFrom;
                int to = Math.min(content.dirtyTo, content.written.length);
                System.arraycopy(content.written, from, content.durable, from, Math.max(0, to - from));
            } else {
                content.durable = content.written.clone();
            }
            content.dirtyTo = 0;
        }

        @Override
        public void close() {
            // The content stays on the disk.
        }
    }
}
