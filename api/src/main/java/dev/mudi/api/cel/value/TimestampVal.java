package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * A point in time, from year 1 to 9999.
 *
 * @param instant when
 * @param offset the offset that it was written with, which its text keeps
 */
public record TimestampVal(Instant instant, ZoneOffset offset) implements Val {
    /** The first second of what a timestamp can be. */
    public static final long FIRST = -62_135_596_800L;

    /** The last second of what a timestamp can be. */
    public static final long LAST = 253_402_300_799L;

    /** A point in time in UTC. */
    public static TimestampVal of(Instant instant) {
        return new TimestampVal(instant, ZoneOffset.UTC);
    }

    /** A point in time, or the error that it is none of those that can be said. */
    public static Val checked(Instant instant, ZoneOffset offset) {
        long seconds = instant.getEpochSecond();
        return seconds < FIRST || seconds > LAST
                ? new ErrorVal("timestamp overflow")
                : new TimestampVal(instant, offset);
    }

    @Override
    public CelType type() {
        return CelType.TIMESTAMP;
    }
}
