package dev.mudi.kubelet.logs;

import java.time.Instant;
import java.util.Optional;

/**
 * Which part of a log is wanted, and how it is to look.
 *
 * @param follow whether to go on until the container has ended
 * @param tailLines how many of the last lines; empty for all
 * @param since no line from before this time
 * @param timestamps whether each line begins with its time
 * @param limitBytes how many bytes at most; empty for all
 */
public record LogOptions(
        boolean follow,
        Optional<Long> tailLines,
        Optional<Instant> since,
        boolean timestamps,
        Optional<Long> limitBytes) {

    /** The whole log as it is now. */
    public static final LogOptions ALL =
            new LogOptions(false, Optional.empty(), Optional.empty(), false, Optional.empty());
}
