package dev.mudi.kubelet.status;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the API writes them: RFC 3339, UTC, whole seconds. */
public final class ApiTime {

    private ApiTime() {}

    public static String of(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The time of a CRI timestamp, in nanoseconds since 1970. */
    public static String ofNanos(long nanos) {
        return of(instant(nanos));
    }

    /** The instant of a CRI timestamp, in nanoseconds since 1970. */
    public static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    /** @throws java.time.format.DateTimeParseException when the text is no RFC 3339 time */
    public static Instant parse(String text) {
        return java.time.OffsetDateTime.parse(text).toInstant();
    }
}
