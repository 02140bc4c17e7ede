package dev.mudi.controllers.serviceaccount;

import io.fabric8.kubernetes.api.model.Secret;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What is to become of the token in a secret that nobody has used for long (KEP-2799). Pure. */
final class LegacyToken {
    static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";

    private static final String LAST_USED = "kubernetes.io/legacy-token-last-used";

    private LegacyToken() {}

    /** What is to be done. */
    enum Verdict {
        /** It is in use, or not old enough. */
        KEEP,
        /** It counts no more from now on. */
        INVALIDATE,
        /** It has not counted for long. */
        DELETE
    }

    /**
     * Judges the secret of a token that an account names and no pod mounts.
     *
     * @param created when
     * @param keepFrom what was made, used or made invalid on this day or later stays
     */
    static Verdict of(Secret secret, LocalDate created, LocalDate keepFrom) {
        var labels = Objects.requireNonNullElse(secret.getMetadata().getLabels(), Map.<String, String>of());
        var used = labels.get(LAST_USED);
        boolean recent =
                used != null && date(used).filter(day -> day.isBefore(keepFrom)).isEmpty();
        if (!created.isBefore(keepFrom) || secret.getMetadata().getDeletionTimestamp() != null || recent) {
            return Verdict.KEEP;
        }
        var invalid = Optional.ofNullable(labels.get(INVALID_SINCE)).flatMap(LegacyToken::date);
        if (invalid.isEmpty()) {
            return Verdict.INVALIDATE;
        }
        return invalid.get().isBefore(keepFrom) ? Verdict.DELETE : Verdict.KEEP;
    }

    static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
