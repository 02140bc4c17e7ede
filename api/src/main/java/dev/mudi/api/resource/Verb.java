package dev.mudi.api.resource;

import java.util.Locale;

/** What can be asked of a resource, as discovery and RBAC name it. */
public enum Verb {
    /** Read one object. */
    GET,
    /** Read all objects. */
    LIST,
    /** Follow changes. */
    WATCH,
    /** Create an object. */
    CREATE,
    /** Replace an object. */
    UPDATE,
    /** Change an object. */
    PATCH,
    /** Delete an object. */
    DELETE,
    /** Delete all objects that match. */
    DELETECOLLECTION;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** As discovery and RBAC write it. */
    public String text() {
        return text;
    }

    /** The verb of a text such as {@code deletecollection}; IllegalArgumentException if there is none. */
    public static Verb of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
