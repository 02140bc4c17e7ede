package dev.mudi.api.resource;

import java.util.Set;

/**
 * A part of an object with a path of its own ({@code status}, {@code scale}, {@code log}).
 *
 * @param name such as {@code status}
 * @param kind of what is sent and answered
 * @param group of the kind
 * @param version of the kind
 * @param verbs what can be asked of it
 */
public record Subresource(String name, String kind, String group, String version, Set<Verb> verbs) {

    /** Copies the verbs. */
    public Subresource {
        verbs = Set.copyOf(verbs);
    }

    /** Group and version of the kind: {@code v1}, {@code autoscaling/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
