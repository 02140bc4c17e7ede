package dev.mudi.apiserver.admission.podsecurity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much pods may do; the later the less. */
public enum Level {
    /** Everything. */
    PRIVILEGED,
    /** What lets no known way out of the container. */
    BASELINE,
    /** What is good practice. */
    RESTRICTED;

    static Optional<Level> of(String text) {
        return Arrays.stream(values())
                .filter(level -> level.toString().equals(text))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
