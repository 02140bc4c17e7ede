package dev.mudi.etcd.values;

import dev.mudi.etcd.log.Disk;
import dev.mudi.etcd.state.Home;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open file with values in it. Safe for any number of threads. */
public final class ValueFile implements Home, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(ValueFile.class);

    private final Disk disk;
    private final String name;
    private volatile Disk.File file;
    private volatile boolean closed;

    private ValueFile(Disk disk, String name, Disk.File file) {
        this.disk = disk;
        this.name = name;
        this.file = file;
    }

    /** Opens a file that is there. */
    public static ValueFile open(Disk disk, String name) throws IOException {
        return new ValueFile(disk, name, disk.open(name));
    }

    static ValueFile create(Disk disk, String name) throws IOException {
        return new ValueFile(disk, name, disk.create(name));
    }

    /** An interrupt of one reader closes the channel for all (as its interface has it): it is opened anew until the file is closed. */
    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
        int start = into.position();
        boolean interrupted = false;
        try {
            while (true) {
                if (closed) {
                    throw new ClosedChannelException();
                }
                var now = file;
                try {
                    return now.read(into.position(start), offset);
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    reopen(now, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void reopen(Disk.File broken, ClosedChannelException cause) throws IOException {
        if (closed) {
            throw cause;
        }
        if (file.equals(broken)) {
            file = disk.open(name);
        }
    }

    void write(ByteBuffer bytes, long offset) throws IOException {
        file.write(bytes, offset);
    }

    void cut(long size) throws IOException {
        file.resize(size);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public String path() {
        return disk.path(name);
    }

    /** To be called when no value that may be asked for is here any more: whoever reads here nevertheless looks elsewhere. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            file.close();
        } catch (IOException e) {
            LOG.atWarn()
                    .setMessage("a file of values could not be closed")
                    .addKeyValue("file", path())
                    .addKeyValue("cause", e.getMessage())
                    .log();
        }
    }

    void delete() throws IOException {
        disk.delete(name);
    }
}
