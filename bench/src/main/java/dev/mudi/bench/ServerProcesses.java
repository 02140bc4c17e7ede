package dev.mudi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** The kernel's accounting of the server's processes (proc(5)). */
final class ServerProcesses {
    private static final double TICKS_A_SECOND = 100;
    private static final int UTIME = 11;
    private static final int STIME = 12;

    private final List<Long> ids;

    ServerProcesses(List<Long> ids) {
        this.ids = ids;
    }

    boolean isKnown() {
        return !ids.isEmpty();
    }

    /** CPU time used so far, in seconds, user and system. */
    double cpuSeconds() throws IOException {
        double ticks = 0;
        for (var id : ids) {
            var stat = Files.readString(Path.of("/proc", id.toString(), "stat"));
            // The second field is a name in brackets that may hold anything.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            ticks += Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
        }
        return ticks / TICKS_A_SECOND;
    }

    /** What lives in the server's Java heap, in MiB, after a full collection; empty if it is not one Java process. */
    OptionalDouble liveHeap() throws IOException, InterruptedException {
        return JavaHeap.liveMebibytes(ids);
    }

    /** Resident memory now, in MiB. */
    double residentMebibytes() throws IOException {
        double kibibytes = 0;
        for (var id : ids) {
            try (var lines = Files.lines(Path.of("/proc", id.toString(), "status"))) {
                kibibytes += lines.filter(line -> line.startsWith("VmRSS:"))
                        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                        .sum();
            }
        }
        return kibibytes / 1024;
    }
}
