package dev.mudi.api.table;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, in the words of tables. */
@FunctionalInterface
interface Ages {
    /** The text for a moment. */
    String since(Instant moment);

    /** Counted from a moment. */
    static Ages at(Instant now) {
        return moment -> HumanDuration.of(Duration.between(moment, now));
    }
}
