package dev.mudi.etcd.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a data directory for one process. The operating system lets go of it when the process ends, however it ends. */
public final class DirectoryLock implements Closeable {
    private static final int LONGEST_PID = 32;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException when another process has it, or this one has it twice; the message says who */
    public static DirectoryLock acquire(Path directory) throws IOException {
        var channel = FileChannel.open(
                directory.resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (!tryLock(channel)) {
                throw new IOException("the data directory " + directory + " is in use by process " + holder(channel)
                        + "; stop that one first, or choose another directory");
            }
            var pid = StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n");
            channel.truncate(0);
            channel.write(pid, 0);
            return new DirectoryLock(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
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
        channel.close();
    }
}
