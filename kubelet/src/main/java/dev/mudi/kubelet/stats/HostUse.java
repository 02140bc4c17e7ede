package dev.mudi.kubelet.stats;

import dev.mudi.kubelet.node.HostFacts;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What the host uses.
 *
 * @param cpuNanos cpu time of all cores since boot, in nanoseconds
 * @param memoryTotal in bytes
 * @param memoryAvailable in bytes
 * @param diskTotal of the file system of pods, in bytes
 * @param diskAvailable of it, in bytes
 */
public record HostUse(long cpuNanos, long memoryTotal, long memoryAvailable, long diskTotal, long diskAvailable) {

    /** The kernel counts cpu time in hundredths of a second. */
    private static final long NANOS_PER_TICK = 10_000_000;

    /**
     * Reads it.
     *
     * @param root a directory on the file system of pods; it needn't be there yet
     */
    public static HostUse read(Path root) throws IOException {
        FileStore store = HostFacts.store(root);
        return new HostUse(
                readCpu(), memory("MemTotal:"), memory("MemAvailable:"), store.getTotalSpace(), store.getUsableSpace());
    }

    private static long readCpu() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            var fields = lines.findFirst().orElse("cpu").split("\\s+", -1);
            // user, nice, system, then idle and iowait, which are no use, then irq, softirq and steal.
            return Arrays.stream(new int[] {1, 2, 3, 6, 7, 8})
                            .filter(i -> i < fields.length)
                            .mapToLong(i -> Long.parseLong(fields[i]))
                            .sum()
                    * NANOS_PER_TICK;
        }
    }

    private static long memory(String field) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        }
    }

    public long memoryUsed() {
        return memoryTotal - memoryAvailable;
    }
}
