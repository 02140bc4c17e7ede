package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.Optional;

/** What plugins know of other objects: as every acknowledged write has left them. Safe for several threads. */
public interface LiveObjects {
    /**
     * One object.
     *
     * @param group empty for core
     * @param namespace empty for cluster-scoped resources
     */
    Optional<ObjectValue> get(String group, String resource, String namespace, String name);

    /** The objects of a namespace, or of all if it is empty. */
    List<ObjectValue> list(String group, String resource, String namespace);

    /**
     * An object and what it is to be replaced by.
     *
     * @param read as it was read from here
     * @param next as it is to be
     */
    record Replacement(ObjectValue read, ObjectValue next) {}

    /** Replaces all of these objects of one resource, or none if one of them has changed since it was read; whether it did. */
    boolean replaceAll(String group, String resource, List<Replacement> replacements);
}
