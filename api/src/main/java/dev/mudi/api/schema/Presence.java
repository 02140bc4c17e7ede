package dev.mudi.api.schema;

/** What becomes of a field that has no value, or its zero value, when an object is written (Go's encoding/json tags of the API types). */
public enum Presence {
    /** Left out when it is missing or has its zero value: {@code ""}, 0, false, an empty list or map. */
    OMITTED_WHEN_ZERO,
    /** Left out when it is missing; a zero value that was given is kept. */
    KEPT_WHEN_GIVEN,
    /** Written with its zero value when it is missing: {@code ""}, 0, false, {@code {}}. */
    ZERO_WHEN_MISSING,
    /** Written as null when it is missing. */
    NULL_WHEN_MISSING
}
