package dev.mudi.etcd.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes a large file from front to back and forces it as it goes: the frames of the log, whose forcing the file system may make
 * wait for all that others have written, never wait behind more than {@value #FORCE_EVERY} bytes. For one thread.
 */
public final class ForcedSink implements BlockWriter.Sink {
    private static final long FORCE_EVERY = 256L << 10;

    private final Disk.File file;
    private long position;
    private long forced;

    public ForcedSink(Disk.File file) {
        this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        file.write(bytes, position);
        position += count;
        if (position - forced >= FORCE_EVERY) {
            file.force();
            forced = position;
        }
    }

    /** How many bytes were written. */
    public long position() {
        return position;
    }
}
