package dev.mudi.apiserver.streaming;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.QueryParameters;

/** What the query of a pod's log may say; the node is not asked before that is known (core validation, ValidatePodLogOptions). */
final class LogOptions {
    private LogOptions() {}

    /** 400 or 422 when something in it is wrong. */
    static void validate(String pod, QueryParameters query) {
        var seconds = query.number("sinceSeconds");
        var lines = query.number("tailLines");
        var bytes = query.number("limitBytes");
        var errors = new FieldErrors();
        lines.filter(count -> count < 0)
                .ifPresent(count ->
                        errors.invalid(FieldPath.of("tailLines"), count, "must be greater than or equal to 0"));
        bytes.filter(count -> count < 1)
                .ifPresent(count -> errors.invalid(FieldPath.of("limitBytes"), count, "must be greater than 0"));
        if (seconds.isPresent() && query.has("sinceTime")) {
            errors.forbidden(FieldPath.of(""), "at most one of `sinceTime` or `sinceSeconds` may be specified");
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
}
