package dev.mudi.etcd;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of its own in a file, mounted by the kernel's loop device, which can be filled up. Needs root. */
public final class SmallDisk implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final Path mount;

    private SmallDisk(Path mount) {
        this.mount = mount;
    }

    /**
     * Makes one.
     *
     * @param mount an empty directory
     * @throws IOException when it cannot be mounted
     */
    public static SmallDisk mount(Path image, Path mount, int mebibytes) throws IOException {
        Files.createDirectories(mount);
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
        }
        run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        run("mount", "-o", "loop", image.toString(), mount.toString());
        return new SmallDisk(mount);
    }

    public Path path() {
        return mount;
    }

    private Path ballast() {
        return mount.resolve("ballast");
    }

    /** Leaves no byte of room. */
    public void fill() throws IOException {
        var chunk = ByteBuffer.allocate(CHUNK);
        try (var file = FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            int size = CHUNK;
            while (size >= 512) {
                size = grow(file, chunk, size) ? size : size / 2;
            }
        }
    }

    /** Answers whether there was still room for so much. */
    private static boolean grow(FileChannel file, ByteBuffer chunk, int size) {
        try {
            return file.write(chunk.clear().limit(size)) == size;
        } catch (IOException _) {
            return false;
        }
    }

    /** Gives the room back. */
    public void empty() throws IOException {
        Files.deleteIfExists(ballast());
    }

    @Override
    public void close() throws IOException {
        run("umount", "--lazy", mount.toString());
    }

    private static void run(String... words) throws IOException {
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("cannot " + String.join(" ", words) + ": " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted at " + String.join(" ", words), e);
        }
    }
}
