package dev.mudi.client;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The API's two ways of writing a time: {@code Time} in whole seconds, {@code MicroTime} with six digits, both in UTC. */
public final class Timestamps {
    private static final DateTimeFormatter MICRO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** {@code 2026-01-02T03:04:05Z}. */
    public static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** {@code 2026-01-02T03:04:05.000006Z}. */
    public static String microTime(Instant instant) {
        return MICRO.format(instant);
    }

    /** The same, as fabric8's models of leases and events want it. */
    public static ZonedDateTime zoned(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
    }

    /** Reads either form; the epoch, which is before everything, for a time that is not set. */
    public static Instant parse(@Nullable String text) {
        return text == null || text.isEmpty()
                ? Instant.EPOCH
                : OffsetDateTime.parse(text).toInstant();
    }
}
