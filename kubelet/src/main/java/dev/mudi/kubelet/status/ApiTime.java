package dev.mudi.kubelet.status;

import dev.mudi.client.Timestamps;
import java.time.Instant;

/** CRI timestamps, which are nanoseconds since 1970, as times. */
public final class ApiTime {

    private ApiTime() {}

    /** As the API writes it. */
    static String ofNanos(long nanos) {
        return Timestamps.time(instant(nanos));
    }

    public static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
