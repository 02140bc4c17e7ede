package dev.mudi.apiserver.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A moment as the header {@code Date} shows it (RFC 9110, section 5.6.7).
 *
 * @param second since the epoch
 * @param text what is shown
 */
record HttpDate(long second, String text) {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The last second that was shown; racing threads make equal ones. */
    private static volatile HttpDate last = new HttpDate(Long.MIN_VALUE, "");

    /** The text of a moment. Safe for several threads. */
    static String of(Instant moment) {
        var known = last;
        if (known.second != moment.getEpochSecond()) {
            known = new HttpDate(moment.getEpochSecond(), FORMAT.format(moment));
            last = known;
        }
        return known.text;
    }
}
