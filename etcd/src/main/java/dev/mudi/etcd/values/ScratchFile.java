package dev.mudi.etcd.values;

import dev.mudi.etcd.log.Disk;
import java.io.IOException;

/** A file of values that no snapshot has yet. For one thread, but for its readers. */
final class ScratchFile {
    private static final String PREFIX = "values-";

    private final ValueFile file;
    private long size;

    /** The youngest revision of which a value is here or will be; of whoever guards the list of files. */
    long lastRevision;

    private ScratchFile(ValueFile file) {
        this.file = file;
    }

    static ScratchFile create(Disk disk, long number) throws IOException {
        return new ScratchFile(ValueFile.create(disk, PREFIX + "%016x".formatted(number)));
    }

    /** Removes what an earlier process has left. */
    static void deleteAll(Disk disk) throws IOException {
        for (var name : disk.list()) {
            if (name.startsWith(PREFIX)) {
                disk.delete(name);
            }
        }
    }

    String path() {
        return file.path();
    }

    boolean isEnded() {
        return file.isClosed();
    }

    long size() {
        return size;
    }

    /** Writes a batch behind what is here; {@link #settle} must follow. */
    void write(Batch batch) throws IOException {
        try {
            batch.writeTo(file, size);
        } catch (IOException e) {
            cut(e);
            throw e;
        }
    }

    /** A full disk is not to be kept full by half a batch. */
    private void cut(IOException cause) {
        try {
            file.cut(size);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** What was written is what is read from now on. */
    void settle(Batch batch) {
        batch.settle(file, size);
        size += batch.length();
    }

    /** Gives the room back. */
    void end() throws IOException {
        file.close();
        file.delete();
    }
}
