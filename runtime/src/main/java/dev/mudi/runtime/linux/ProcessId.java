package dev.mudi.runtime.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A process that is told from a later one with the same number.
 *
 * @param pid its number, positive; 0 for none
 * @param startTicks when it started, in clock ticks since boot (proc(5), field 22 of stat)
 */
public record ProcessId(long pid, long startTicks) {

    public static final ProcessId NONE = new ProcessId(0, 0);

    /** The process with this number as it is now; {@link #NONE} when there is none. */
    public static ProcessId of(long pid) throws IOException {
        if (pid <= 0) {
            return NONE;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The command, field 2, is in parentheses and may hold anything; the fields after it are plain.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[0].equals("Z") || fields[0].equals("X")
                    ? NONE
                    : new ProcessId(pid, Long.parseLong(fields[19]));
        } catch (NoSuchFileException e) {
            return NONE;
        } catch (IOException e) {
            if (Files.exists(Path.of("/proc", Long.toString(pid)))) {
                throw e;
            }
            return NONE;
        }
    }

    /** Whether this very process still runs. */
    public boolean isAlive() throws IOException {
        return pid > 0 && of(pid).equals(this);
    }

    /** Sends a signal, unless the process has ended. */
    public boolean kill(int signal) throws IOException {
        return isAlive() && Linux.kill(pid, signal);
    }
}
