package dev.mudi.api.schema;

import java.util.List;

/**
 * A list.
 *
 * @param items the type of each item
 * @param kind how two lists are merged, {@link Kind#UNSPECIFIED} counts as atomic
 * @param keys the fields that tell the items of a {@link Kind#MAP} apart; empty for the others
 */
public record ListSchema(Schema items, Kind kind, List<String> keys) implements Schema {

    /** Kubernetes' list types (reference, "Server-Side Apply", merge strategy). */
    public enum Kind {
        /** Nothing was said. */
        UNSPECIFIED,
        /** Replaced as a whole. */
        ATOMIC,
        /** Each value stands once. */
        SET,
        /** Items are known by their keys. */
        MAP
    }

    /** Copies the keys. */
    public ListSchema {
        keys = List.copyOf(keys);
    }

    /** A list of which nothing is said. */
    public static ListSchema of(Schema items) {
        return new ListSchema(items, Kind.UNSPECIFIED, List.of());
    }
}
