package dev.mudi.runtime.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this process may hand on to a container, read once. Not every root has every capability: in a container or a small
 * virtual machine CAP_SYS_RESOURCE may be missing, and then runc fails on a lower OOM score or a higher limit than ours.
 *
 * @param capabilities bit n is set for capability n of capabilities(7)
 * @param oomScoreAdjust this process's own, -1000 to 1000
 */
public record ProcessPrivileges(long capabilities, int oomScoreAdjust) {

    private static final int CAP_SYS_RESOURCE = 24;

    /** Every capability there is. */
    public static final ProcessPrivileges ALL = new ProcessPrivileges(-1L, 0);

    public static ProcessPrivileges ofThisProcess() throws IOException {
        long capabilities = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("CapEff:")) {
                capabilities = Long.parseUnsignedLong(line.substring(7).trim(), 16);
            }
        }
        int score = Integer.parseInt(
                Files.readString(Path.of("/proc/self/oom_score_adj")).trim());
        return new ProcessPrivileges(capabilities, score);
    }

    /** The capabilities of the list that this process has; {@code number} is the capability's number. */
    public boolean has(int number) {
        return (capabilities >>> number & 1) != 0;
    }

    /** The nearest OOM score to the one asked for that this process may set. */
    public int clampOomScore(int asked) {
        return has(CAP_SYS_RESOURCE) ? asked : Math.max(asked, oomScoreAdjust);
    }

    /** Names of capabilities(7) by number, {@code CAP_CHOWN} first. */
    public static List<String> capabilityNames() {
        return CapabilityNames.ALL;
    }
}
