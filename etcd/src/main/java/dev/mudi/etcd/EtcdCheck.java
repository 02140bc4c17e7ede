package dev.mudi.etcd;

import dev.mudi.etcd.commit.Recovery;
import dev.mudi.etcd.log.DirectoryDisk;
import dev.mudi.etcd.log.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Proves that a data directory of the embedded store is sound: every checksum, the order of frames and revisions, and that
 * what is read makes a state of which every invariant holds. Changes nothing.
 */
public final class EtcdCheck {
    private EtcdCheck() {}

    /** @param offset in bytes from the start of the file */
    public record Finding(String file, long offset, String message) {}

    /**
     * @return what is wrong; empty for a sound directory
     * @throws IOException when the directory cannot be read or a running store has it
     */
    public static List<Finding> run(Path dataDir) throws IOException {
        if (!Files.isDirectory(dataDir)) {
            throw new IOException("there is no data directory " + dataDir);
        }
        try (var _ = DirectoryLock.acquire(dataDir)) {
            return Recovery.check(new DirectoryDisk(dataDir, false)).stream()
                    .map(damage -> new Finding(damage.file(), damage.offset(), damage.getMessage()))
                    .toList();
        }
    }
}
