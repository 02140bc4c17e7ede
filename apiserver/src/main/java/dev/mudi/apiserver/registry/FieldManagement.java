package dev.mudi.apiserver.registry;

import dev.mudi.api.tree.ObjectValue;
import java.util.Optional;

/** Keeps the record of who owns which fields ({@code metadata.managedFields}) along with each write. */
public interface FieldManagement {
    /**
     * The object with the record of what this write by the request's manager changes.
     *
     * @param current the object as it is, empty for a creation
     */
    ObjectValue update(WriteRequest request, ObjectValue next, Optional<ObjectValue> current);

    /**
     * The object as the request's manager wants it, merged with what others own, and the record of that.
     *
     * @param wanted as it was sent
     * @param current the object as it is, empty for a creation
     * @param force whether fields that others own are taken over
     * @throws dev.mudi.api.status.StatusException 409 for fields that others own
     */
    ObjectValue apply(WriteRequest request, ObjectValue wanted, Optional<ObjectValue> current, boolean force);

    /** The same through the scale of an object: the scale with the record of the object. */
    ObjectValue applyScale(WriteRequest request, ObjectValue wanted, ObjectValue current, boolean force);
}
