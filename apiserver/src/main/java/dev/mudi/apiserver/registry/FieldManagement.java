package dev.mudi.apiserver.registry;

import dev.mudi.api.tree.ObjectValue;
import java.util.Optional;

/** Keeps the record of who owns which fields ({@code metadata.managedFields}) along with each write. */
public interface FieldManagement {
    /** Keeps no record: what a client sends as managed fields is dropped. */
    FieldManagement NONE = (request, next, current) -> next.withoutAt("metadata", "managedFields");

    /**
     * The object with the record of what this write by the request's manager changes.
     *
     * @param current the object as it is, empty for a creation
     */
    ObjectValue update(WriteRequest request, ObjectValue next, Optional<ObjectValue> current);
}
