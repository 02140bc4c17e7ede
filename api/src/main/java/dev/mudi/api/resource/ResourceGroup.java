package dev.mudi.api.resource;

import java.util.List;

/**
 * An API group that is served.
 *
 * @param name empty for core
 * @param versions the preferred one first; never empty
 */
public record ResourceGroup(String name, List<String> versions) {

    /** Copies the versions. */
    public ResourceGroup {
        versions = List.copyOf(versions);
    }

    /** The version that clients should use. */
    public String preferredVersion() {
        return versions.getFirst();
    }
}
