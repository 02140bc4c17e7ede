package dev.mudi.etcd.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a data directory for one process. The operating system lets go of it when the process ends, however it ends. The lock is on the
 * directory, where nobody can take it away, and on a file in it, which says who has it.
 */
public final class DirectoryLock implements Closeable {
    private static final int LONGEST_PID = 32;

    private final Flock flock;
    private final FileChannel channel;

    private DirectoryLock(Flock flock, FileChannel channel) {
        this.flock = flock;
        this.channel = channel;
    }

    /** @throws IOException when another process has it, or this one has it twice; the message says who */
    public static DirectoryLock acquire(Path directory) throws IOException {
        var file = directory.resolve("lock");
        boolean named = Files.exists(file);
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!tryLock(channel)) {
                throw inUse(directory, "by process " + holder(channel));
            }
            var flock = Flock.tryAcquire(directory)
                    .orElseThrow(() -> inUse(
                            directory,
                            "by another process, "
                                    + (named
                                            ? "though its lock file is not its own"
                                            : "though its lock file was taken away")));
            var pid = StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n");
            channel.truncate(0);
            channel.write(pid, 0);
            return new DirectoryLock(flock, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static IOException inUse(Path directory, String byWhom) {
        return new IOException("the data directory " + directory + " is in use " + byWhom
                + "; stop that one first, or choose another directory");
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var content = ByteBuffer.allocate(LONGEST_PID);
        channel.read(content, 0);
        return StandardCharsets.US_ASCII.decode(content.flip()).toString().strip();
    }

    @Override
    public void close() throws IOException {
        flock.close();
        channel.close();
    }
}
