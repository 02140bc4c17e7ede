package dev.mudi.apiserver.streaming;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.schema.Times;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.QueryParameters;
import java.time.Instant;
import java.util.Optional;

/** What the query of a pod's log may say; the node is not asked before that is known (core validation, ValidatePodLogOptions). */
final class LogOptions {
    private static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

    private LogOptions() {}

    /** 400 or 422 when something in it is wrong. */
    static void validate(String pod, QueryParameters query) {
        var seconds = query.number("sinceSeconds");
        var since = since(query);
        var lines = query.number("tailLines");
        var bytes = query.number("limitBytes");
        var errors = new FieldErrors();
        lines.filter(count -> count < 0)
                .ifPresent(count ->
                        errors.invalid(FieldPath.of("tailLines"), count, "must be greater than or equal to 0"));
        bytes.filter(count -> count < 1)
                .ifPresent(count -> errors.invalid(FieldPath.of("limitBytes"), count, "must be greater than 0"));
        if (seconds.isPresent() && since.isPresent()) {
            errors.forbidden(FieldPath.of("[]"), "at most one of `sinceTime` or `sinceSeconds` may be specified");
        } else {
            seconds.filter(count -> count < 1)
                    .ifPresent(count -> errors.invalid(FieldPath.of("sinceSeconds"), count, "must be greater than 0"));
        }
        if (query.has("stream")) {
            errors.forbidden(FieldPath.of("stream"), "may not be specified");
        }
        if (!errors.isEmpty()) {
            throw StatusException.invalid("", "PodLogOptions", pod, errors.list());
        }
    }

    /** From when on, if it is said; nothing and {@code null} are the zero moment (apimachinery, Time.UnmarshalQueryParameter). */
    static Optional<Instant> since(QueryParameters query) {
        return query.first("sinceTime").map(text -> text.isEmpty() || text.equals("null") ? ZERO : moment(text));
    }

    private static Instant moment(String text) {
        try {
            return Times.parse(text);
        } catch (MalformedException e) {
            throw StatusException.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
